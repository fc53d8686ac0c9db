package dev.pcfstap.compact;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Makes a smaller journal of a journal. One use; confined to its user's thread. */
public final class Compaction {
    private static final byte[] NO_STATE = {};

    private final JournalFiles disk;
    private final Path input;
    private final ReadOptions options;
    private final Payloads payloads;
    private final SpanPlan plan;
    private byte[] state = NO_STATE;
    private long stateNanos;
    private long[] stateStreams = {};
    private long batches;
    private long bytesBefore;

    /**
     * @param input a folder or file
     * @param options what becomes of damage; the new journal tells of it in notes and gaps, where the old one has it
     */
    public Compaction(JournalFiles disk, Path input, ReadOptions options, Payloads payloads) {
        this.disk = disk;
        this.input = input;
        this.options = options;
        this.payloads = payloads;
        this.plan = new SpanPlan(payloads);
    }

    /**
     * Writes the new journal, and decodes it again to see that nothing has changed.
     *
     * @param to where; the folder must hold no journal
     * @throws IOException when something cannot be read or written, or the new journal decodes otherwise than the old one
     */
    public Compacted into(JournalOptions to) throws IOException {
        WalDigest before = new WalDigest();
        List<Damage> damage = learn(before);
        Contents contents = new Contents();
        if (payloads == Payloads.ONCE) {
            PlannedSink finding = new PlannedSink(plan, TapSink.NONE, new Finding(contents));
            replay(finding);
            contents.seal();
        }
        NewJournal journal = NewJournal.begin(disk, to, state, stateNanos);
        long dataBytes;
        try {
            dataBytes = write(journal, contents);
        } finally {
            journal.stopped(journal.latestNanos());
        }
        journal.check();
        WalDigest after = new WalDigest();
        long bytesAfter = verify(to.folder(), after);
        if (!after.isSame(before)) {
            throw new IOException(to.folder() + ": decodes otherwise than " + input + "; do not use it");
        }
        return new Compacted(
                bytesBefore,
                bytesAfter,
                journal.lastSequence() + 1,
                dataBytes,
                plan.leftOut(),
                before.linesWritten(),
                damage);
    }

    private long write(NewJournal journal, Contents contents) throws IOException {
        if (payloads == Payloads.CHECKSUM) {
            Reducing reducing = new Reducing(journal);
            replay(new PlannedSink(plan, journal, reducing));
            return reducing.reducedBytes();
        }
        Repeating repeating = new Repeating(journal, contents);
        replay(new PlannedSink(plan, journal, repeating));
        return repeating.repeatedBytes();
    }

    /** The first reading: where data lies, how the journal begins, and what its WAL is. */
    private List<Damage> learn(WalDigest wal) throws IOException {
        WalPipeline pipeline = pipeline(wal, plan);
        try (JournalReader reader = JournalReader.open(disk, List.of(input), options)) {
            JournalSource source = new JournalSource(
                    reader, pipeline, (bytes, offset, length, timeNanos, base) -> {
                        if (batches > 0) {
                            throw new IllegalStateException("a second journal begins in the middle");
                        }
                        return restore(pipeline, Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base);
                    });
            while (source.step()) {
                if (batches++ == 0 && state.length == 0) {
                    stateNanos = reader.segment().createdNanos();
                }
            }
            source.finish();
            pipeline.stopped(0);
            bytesBefore = bytes(reader.files());
            return List.copyOf(reader.damage());
        }
    }

    private long[] restore(WalPipeline pipeline, byte[] snapshot, long timeNanos, long base) {
        try {
            long[] streams = pipeline.restore(snapshot, timeNanos, base);
            if (streams.length > 0) {
                state = snapshot;
                stateNanos = timeNanos;
                stateStreams = streams;
            }
            return streams;
        } catch (SnapshotException unusable) {
            return new long[0];
        }
    }

    /** The same reading again, with another sink. */
    private void replay(PlannedSink sink) throws IOException {
        try (JournalReader reader = JournalReader.open(disk, List.of(input), options)) {
            JournalSource source = new JournalSource(reader, sink, (bytes, offset, length, timeNanos, base) -> {
                Arrays.stream(stateStreams).forEach(sink::begins);
                return stateStreams.clone();
            });
            for (long batch = 0; batch < batches && source.step(); batch++) {}
            source.finish();
        }
    }

    private long verify(Path folder, WalDigest wal) throws IOException {
        WalPipeline pipeline = pipeline(wal, event -> {});
        try (JournalReader reader = JournalReader.open(disk, List.of(folder), ReadOptions.STRICT)) {
            new JournalSource(reader, pipeline, (bytes, offset, length, timeNanos, base) ->
                            restore(pipeline, Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base))
                    .play();
            pipeline.stopped(0);
            return bytes(reader.files());
        }
    }

    /** JSON, as it tells most. */
    private static WalPipeline pipeline(WalDigest wal, Consumer<dev.pcfstap.pcfs.PcfsEvent> alsoTo) {
        return new WalPipeline(DecoderLimits.DEFAULT, WalFormatName.JSON.create(), wal, alsoTo::accept);
    }

    private long bytes(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += disk.sizeBytes(file);
        }
        return bytes;
    }
}
