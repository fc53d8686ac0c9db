package dev.pcfstap.extract;

import dev.pcfstap.journal.SnapshotConsumer;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;
import java.util.List;

/** Gives a new journal the state in which the old one began, of the streams that stay. */
final class RestoredStreams implements SnapshotConsumer {
    private final CutPlan plan;
    private final NewJournal journal;
    private final LongArrayList unknown = new LongArrayList();

    RestoredStreams(CutPlan plan, NewJournal journal) {
        this.plan = plan;
        this.journal = journal;
    }

    /** The streams of which the new journal does not say what was open when they began. */
    List<Long> unknown() {
        return List.copyOf(unknown);
    }

    @Override
    public long[] restore(byte[] bytes, int offset, int length, long timeNanos, long streamBase) {
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
        try {
            long[] streams = decoder.restore(Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, streamBase);
            for (long stream : streams) {
                if (plan.drops(stream)) {
                    decoder.closed(stream, timeNanos, CloseReason.END_OF_CAPTURE);
                }
            }
            if (!journal.begin(decoder.snapshot(), timeNanos)) {
                Arrays.stream(streams).filter(stream -> !plan.drops(stream)).forEach(unknown::add);
            }
            return streams;
        } catch (SnapshotException unusable) {
            // As when it is decoded: its streams begin with their first record.
            return new long[0];
        }
    }
}
