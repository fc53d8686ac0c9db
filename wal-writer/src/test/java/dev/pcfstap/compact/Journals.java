package dev.pcfstap.compact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Tape;
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
import dev.pcfstap.journal.SyncPolicy;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalPipeline;
import dev.pcfstap.wal.WalStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Journals of tapes, and the WALs that they decode to. */
final class Journals {
    private static final long TIME = 1_790_000_000_000_000_000L;
    private static final JournalFiles DISK = JournalFiles.disk();

    private Journals() {}

    static JournalOptions options(Path folder) {
        return JournalOptions.in(folder).withSync(SyncPolicy.NONE);
    }

    /** As a live proxy would have written it, with batches and pauses of random length. */
    static Path write(Tape tape, JournalOptions options, long seed) throws IOException {
        Random random = new Random(seed);
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
        JournalWriter writer = JournalWriter.open(DISK, options, () -> snapshot(decoder), JournalListener.NONE, TIME);
        SessionBook sessions = SessionBook.reconcile(DISK, options.folder(), writer, SessionBook.UNCOUNTED);
        JournalSink sink = new JournalSink(writer, sessions, 0, JournalSink.SNAPSHOT_INTERVAL, TIME);
        long now = TIME;
        for (TapeRecord record : tape.records()) {
            now += 1 + random.nextInt(random.nextInt(50) == 0 ? 1_500_000_000 : 1_000_000);
            byte[] bytes = record.bytes();
            long stream = record.stream();
            switch (record.kind()) {
                case OPENED -> {
                    StreamAddresses ends = new StreamAddresses("192.168.7.40:" + (49152 + stream), "127.0.0.1:7500");
                    sink.opened(stream, now, ends);
                    decoder.opened(stream, now, ends);
                }
                case CLOSED -> {
                    sink.closed(stream, now, CloseReason.CLIENT);
                    decoder.closed(stream, now, CloseReason.CLIENT);
                }
                case TO_HOST -> {
                    sink.received(stream, Direction.CONSOLE_TO_HOST, now, bytes, 0, bytes.length);
                    decoder.received(stream, Direction.CONSOLE_TO_HOST, now, bytes, 0, bytes.length);
                }
                case TO_CONSOLE -> {
                    sink.received(stream, Direction.HOST_TO_CONSOLE, now, bytes, 0, bytes.length);
                    decoder.received(stream, Direction.HOST_TO_CONSOLE, now, bytes, 0, bytes.length);
                }
            }
            if (random.nextInt(6) == 0) {
                sink.batchEnded(now);
                decoder.batchEnded(now);
            }
        }
        sink.stopped(now);
        return options.folder();
    }

    private static byte[] snapshot(PcfsDecoder decoder) {
        try {
            return decoder.snapshot();
        } catch (SnapshotException e) {
            throw new AssertionError(e);
        }
    }

    static Compacted compact(Path journal, Path into, Payloads payloads) throws IOException {
        return new Compaction(DISK, journal, ReadOptions.TAIL, payloads).into(options(into));
    }

    /** The WAL of a journal in all formats. */
    static Map<WalFormatName, String> wals(Path journal, ReadOptions options) throws IOException {
        Map<WalFormatName, String> wals = new LinkedHashMap<>();
        for (WalFormatName name : WalFormatName.values()) {
            WalFormat format = name.create();
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            WalPipeline pipeline = new WalPipeline(
                    DecoderLimits.DEFAULT, format, new WalStream(text, format, 0, 1 << 16, 0), event -> {});
            try (JournalReader reader = JournalReader.open(DISK, java.util.List.of(journal), options)) {
                new JournalSource(reader, pipeline, (bytes, offset, length, timeNanos, base) -> {
                            try {
                                return pipeline.restore(
                                        Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base);
                            } catch (SnapshotException unusable) {
                                return new long[0];
                            }
                        })
                        .play();
            }
            pipeline.stopped(0);
            wals.put(name, text.toString(StandardCharsets.UTF_8));
        }
        return wals;
    }

    /** Returns the original as {@code tap}. */
    static String assertSameWals(Path journal, Path compacted, ReadOptions options, String what) throws IOException {
        Map<WalFormatName, String> before = wals(journal, options);
        Map<WalFormatName, String> after = wals(compacted, ReadOptions.STRICT);
        before.forEach((format, text) -> assertThat(
                        String.valueOf(after.get(format)).lines().toList())
                .as("%s as %s", what, format)
                .isEqualTo(text.lines().toList()));
        return String.valueOf(before.get(WalFormatName.TAP));
    }
}
