package dev.pcfstap.extract;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.journal.SnapshotConsumer;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.SnapshotException;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a journal of what a filter selects in another. Exchanges stay or go as a whole; with them stay the Pings, what
 * opened and closed their descriptors, and the reads, writes and seeks before them if their text depends on the position.
 * What is kept decodes to the very lines that it decoded to before.
 *
 * <p>That is not hoped for but checked: before anything is written, what is left of each stream is decoded and compared with
 * what was to be left. A stream that does not come out the same, as can happen where bytes did not decode, is kept as a
 * whole.
 */
public final class FilteredJournal {

    /**
     * What was written.
     *
     * @param written the files and records
     * @param streams how many streams something is kept of
     * @param wholeStreams those that could not be cut, and are kept as a whole
     * @param unknownStreams see {@link JournalPasses#unknownStreams}
     */
    public record Outcome(
            JournalTools.Written written, int streams, List<Long> wholeStreams, List<Long> unknownStreams) {}

    private FilteredJournal() {}

    /** Reads the journal three times; its records as they were when the first time ended. */
    public static Outcome write(JournalPasses passes, Filter filter, JournalOptions to) throws IOException {
        FilterPlanner planner = new FilterPlanner(filter);
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, planner);
        passes.play(decoder, restoring(decoder));
        decoder.stopped(Long.MAX_VALUE);
        CutPlan plan = planner.plan();
        List<Long> whole = checked(passes, planner, plan);
        JournalTools.Written written = passes.write(to, plan, SpanReplacement.NONE);
        return new Outcome(written, planner.streams(), whole, passes.unknownStreams());
    }

    /** Decodes what the plan leaves; the streams that are kept as a whole, some of them only since now. */
    private static List<Long> checked(JournalPasses passes, FilterPlanner planner, CutPlan plan) throws IOException {
        Digests digests = new Digests();
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, digests);
        passes.play(new CuttingSink(plan, SpanReplacement.NONE, decoder), restoring(decoder));
        decoder.stopped(Long.MAX_VALUE);
        LongArrayList whole = new LongArrayList();
        for (long stream : planner.selectedStreams()) {
            boolean cut = planner.isCut(stream);
            if (cut && !planner.isAsExpected(stream, digests.of(stream))) {
                plan.keepWhole(stream);
                cut = false;
            }
            if (!cut) {
                whole.add(stream);
            }
        }
        whole.sort(null);
        return List.copyOf(whole);
    }

    private static SnapshotConsumer restoring(PcfsDecoder decoder) {
        return (bytes, offset, length, timeNanos, streamBase) -> {
            try {
                return decoder.restore(Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, streamBase);
            } catch (SnapshotException unusable) {
                return new long[0];
            }
        };
    }

    /** Adds up the digests of each stream's events, the tap's own notes left out. */
    private static final class Digests implements Consumer<PcfsEvent> {
        private final EventDigest digest = new EventDigest();
        private final Long2LongOpenHashMap sums = new Long2LongOpenHashMap();

        @Override
        public void accept(PcfsEvent event) {
            // A clock's skew is noted at its first sign, which may be another one in what is left.
            if (!(event instanceof PcfsEvent.Note note
                    && (note.kind() == NoteKind.TAP || note.kind() == NoteKind.CLOCK_SKEW))) {
                sums.addTo(event.stream(), digest.of(event));
            }
        }

        long of(long stream) {
            return sums.get(stream);
        }
    }
}
