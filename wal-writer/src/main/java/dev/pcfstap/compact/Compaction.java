package dev.pcfstap.compact;

import dev.pcfstap.extract.JournalPasses;
import dev.pcfstap.extract.NewJournal;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.SnapshotConsumer;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalPipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Makes a smaller journal of a journal. One use; confined to its user's thread. */
public final class Compaction {
    private final JournalFiles disk;
    private final Path input;
    private final JournalPasses passes;
    private final Payloads payloads;
    private final SpanPlan plan;
    private boolean severalBeginnings;
    private Beginning beginning = Beginning.WITHOUT_STATE;

    /** What a decoder knows where a journal begins, when that is not where the conversations begin. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of these
    record Beginning(byte[] state, long[] streams, long timeNanos) {
        static final Beginning WITHOUT_STATE = new Beginning(new byte[0], new long[0], 0);
    }

    /** @param options what becomes of damage; the new journal has notes and gaps where the old one is damaged */
    public Compaction(JournalFiles disk, Path input, ReadOptions options, Payloads payloads) {
        this.disk = disk;
        this.input = input;
        this.passes = new JournalPasses(disk, List.of(input), options);
        this.payloads = payloads;
        this.plan = new SpanPlan(payloads);
    }

    /**
     * Writes the new journal, and decodes it again to see that it tells the same.
     *
     * @param to where; the folder must hold no journal
     * @throws IOException when something cannot be read or written, or the new journal decodes otherwise than the old one
     */
    public Compacted into(JournalOptions to) throws IOException {
        try (NewJournal journal = new NewJournal(disk, to)) {
            return into(journal, to.folder());
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private Compacted into(NewJournal journal, Path folder) throws IOException {
        WalDigest before = new WalDigest();
        WalPipeline decoding = pipeline(before, plan);
        passes.play(decoding, (bytes, offset, length, timeNanos, base) -> {
            byte[] state = Arrays.copyOfRange(bytes, offset, offset + length);
            long[] streams = restore(decoding, state, timeNanos, base);
            if (streams.length > 0) {
                severalBeginnings |= base > 0;
                beginning = new Beginning(state, streams, timeNanos);
            }
            return streams;
        });
        decoding.stopped(0);
        if (severalBeginnings) {
            throw new IOException(input + ": the second journal in it begins in the middle; compact each on its own");
        }
        Contents contents = new Contents();
        if (payloads == Payloads.ONCE) {
            replay(new PlannedSink(plan, new NoOpSink(), new RepeatedDataFinder(contents)));
            contents.seal();
        }
        Compacted written = write(journal, folder, contents, before.linesWritten());
        WalDigest after = new WalDigest();
        decode(folder, after);
        if (!after.isSame(before)) {
            throw new IOException(folder + ": what was written does not decode as " + input + " does; it was deleted");
        }
        journal.keep();
        return written;
    }

    private Compacted write(NewJournal journal, Path folder, Contents contents, long events) throws IOException {
        if (beginning.state().length > 0) {
            journal.begin(beginning.state(), beginning.timeNanos());
        }
        Reducing reducing = new Reducing(journal);
        Repeating repeating = new Repeating(journal, contents);
        replay(new PlannedSink(plan, journal, payloads == Payloads.ONCE ? repeating : reducing));
        long records = journal.finish(passes.damage()).records();
        return new Compacted(
                bytes(input),
                bytes(folder),
                records,
                reducing.reducedBytes() + repeating.repeatedBytes(),
                plan.leftOut(),
                events,
                passes.damage());
    }

    private void replay(PlannedSink sink) throws IOException {
        passes.play(sink, (bytes, offset, length, timeNanos, base) -> {
            for (long stream : beginning.streams()) {
                sink.begins(stream);
            }
            return beginning.streams().clone();
        });
    }

    private void decode(Path folder, WalDigest wal) throws IOException {
        WalPipeline decoding = pipeline(wal, event -> {});
        SnapshotConsumer restoring = (bytes, offset, length, timeNanos, base) ->
                restore(decoding, Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base);
        try (JournalReader reader = JournalReader.open(disk, List.of(folder), ReadOptions.STRICT)) {
            new JournalSource(reader, decoding, restoring).play();
        }
        decoding.stopped(0);
    }

    private static long[] restore(WalPipeline decoding, byte[] state, long timeNanos, long base) {
        try {
            return decoding.restore(state, timeNanos, base);
        } catch (SnapshotException unusable) {
            return new long[0];
        }
    }

    /** JSON tells most. */
    private static WalPipeline pipeline(WalDigest wal, Consumer<PcfsEvent> alsoTo) {
        return new WalPipeline(DecoderLimits.DEFAULT, WalFormatName.JSON.create(), wal, alsoTo);
    }

    private long bytes(Path journal) throws IOException {
        if (!disk.isFolder(journal)) {
            return disk.sizeBytes(journal);
        }
        long bytes = 0;
        for (Path file : disk.list(journal)) {
            bytes += file.toString().endsWith(".pcj") ? disk.sizeBytes(file) : 0;
        }
        return bytes;
    }
}
