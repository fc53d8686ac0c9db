package dev.pcfstap.extract;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalListener;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.journal.JournalWriter;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.SessionBook;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.journal.SyncPolicy;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalOutput;
import dev.pcfstap.wal.WalPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Journals of tapes, and what they decode to. */
final class Captured {
    static final long START = 1_795_000_000_000_000_000L;

    private Captured() {}

    /** Options for a journal that nobody needs after a power cut. */
    static JournalOptions in(Path folder) {
        return JournalOptions.in(folder).withSync(SyncPolicy.NONE);
    }

    /** Opens a journal, lets somebody tell what happened, and closes it. */
    static void write(JournalOptions options, SnapshotSource snapshots, Consumer<JournalSink> story)
            throws IOException {
        JournalFiles disk = JournalFiles.disk();
        JournalWriter writer = JournalWriter.open(disk, options, snapshots, JournalListener.NONE, START);
        SessionBook sessions = SessionBook.reconcile(disk, options.folder(), writer, SessionBook.UNCOUNTED);
        JournalSink sink = new JournalSink(writer, sessions, 0, JournalSink.SNAPSHOT_INTERVAL, START);
        story.accept(sink);
        sink.stopped(START);
    }

    /** A journal of a tape; the seed decides when things happened and where batches end. */
    static void write(Path folder, Tape tape, long seed) throws IOException {
        write(folder, tape, seed, 0);
    }

    /** A journal in which every so many chunks one is missing. */
    static void write(Path folder, Tape tape, long seed, int gapEvery) throws IOException {
        write(in(folder), SnapshotSource.NONE, sink -> tell(tape, seed, gapEvery, sink));
    }

    static void tell(Tape tape, long seed, int gapEvery, TapSink sink) {
        Random random = new Random(seed);
        long time = START;
        for (TapeRecord record : tape.records()) {
            // Mostly microseconds, sometimes a thoughtful second or two.
            time += 1 + random.nextInt(400_000) + (random.nextInt(60) == 0 ? random.nextInt(2_000_000_000) : 0);
            long stream = record.stream();
            byte[] bytes = record.bytes();
            if (gapEvery > 0 && record.kind().isChunk() && random.nextInt(gapEvery) == 0) {
                boolean toHost = record.kind() == TapeKind.TO_HOST;
                sink.gap(stream, new Gap(1, toHost ? bytes.length : 0, toHost ? 0 : bytes.length, time, time));
                continue;
            }
            switch (record.kind()) {
                case OPENED -> sink.opened(stream, time, addresses(stream));
                case CLOSED -> sink.closed(stream, time, CloseReason.CLIENT);
                case TO_HOST -> sink.received(stream, Direction.CONSOLE_TO_HOST, time, bytes, 0, bytes.length);
                case TO_CONSOLE -> sink.received(stream, Direction.HOST_TO_CONSOLE, time, bytes, 0, bytes.length);
            }
            if (random.nextInt(5) == 0) {
                sink.batchEnded(time);
            }
        }
        sink.batchEnded(time);
    }

    static StreamAddresses addresses(long stream) {
        return new StreamAddresses("192.168.7.40:" + (49152 + stream), "127.0.0.1:7500");
    }

    /** The WAL of a journal in a format. */
    static List<String> lines(Path journal, WalFormatName format) throws IOException {
        Text text = new Text();
        return decode(journal, new WalPipeline(DecoderLimits.DEFAULT, format.create(), text, event -> {}), text);
    }

    /** The lines that {@code decode --where} prints. */
    static List<String> lines(Path journal, WalFormatName format, Filter filter) throws IOException {
        Text text = new Text();
        WalPipeline pipeline = WalPipeline.filtered(DecoderLimits.DEFAULT, format.create(), text, event -> {}, filter);
        return decode(journal, pipeline, text);
    }

    private static List<String> decode(Path journal, WalPipeline pipeline, Text text) throws IOException {
        try (JournalReader reader = JournalReader.open(journal, ReadOptions.STRICT)) {
            new JournalSource(reader, pipeline, (bytes, offset, length, timeNanos, base) -> {
                        try {
                            return pipeline.restore(
                                    Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base);
                        } catch (SnapshotException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .play();
        }
        pipeline.stopped(0);
        return text.written.toString().lines().toList();
    }

    private static final class Text implements WalOutput {
        private final StringBuilder written = new StringBuilder();

        @Override
        public void lost(long lineCount, long timeNanos) {}

        @Override
        public void append(TextBuffer lines, long count, long nowNanos) {
            written.append(lines);
        }

        @Override
        public void batchEnded(long nowNanos) {}

        @Override
        public void flush(long nowNanos) {}

        @Override
        public long linesWritten() {
            return 0;
        }

        @Override
        public long linesLost() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
