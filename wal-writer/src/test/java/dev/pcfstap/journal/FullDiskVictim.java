package dev.pcfstap.journal;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that writes a journal to a disk that is too small for it, makes room, and goes on. Argument: a folder on that
 * disk. Prints chunks, those kept, those lost, and failures.
 */
final class FullDiskVictim {
    private static final int CHUNK_BYTES = 1000;

    private FullDiskVictim() {}

    public static void main(String[] arguments) throws IOException {
        Path disk = Path.of(arguments[0]);
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[820 << 10]);
        JournalOptions options = JournalOptions.in(disk.resolve("journal"))
                .withSegmentBytes(64 << 20)
                .withSync(SyncPolicy.INTERVAL);
        JournalWriter writer = JournalWriter.open(
                JournalFiles.disk(), options, SnapshotSource.NONE, JournalListener.NONE, Traffic.EPOCH);
        JournalSink sink = JournalFixture.sink(JournalFiles.disk(), options, writer, Traffic.EPOCH);
        sink.opened(1, Traffic.EPOCH, new StreamAddresses("a:1", "b:2"));
        long now = Traffic.EPOCH;
        int chunks = 0;
        for (int batch = 0; batch < 400; batch++) {
            if (batch == 300) {
                Files.delete(filler);
            }
            now += 20_000_000;
            byte[] bytes = new byte[CHUNK_BYTES];
            BigEndian.putI32(bytes, 0, chunks++);
            sink.received(1, Direction.HOST_TO_CONSOLE, now, bytes, 0, bytes.length);
            sink.batchEnded(now);
            if (batch % 50 == 49) {
                sink.flushDue(now + 1);
            }
        }
        boolean outage = writer.progress().outage();
        sink.stopped(now);
        report(options.folder(), writer, chunks, outage);
    }

    private static void report(Path folder, JournalWriter writer, int chunks, boolean outage) throws IOException {
        int kept = 0;
        long told = 0;
        int last = -1;
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.TAIL)) {
            while (reader.advance()) {
                JournalCommit commit = reader.commit();
                while (commit.nextRecord()) {
                    if (commit.kind() == RecordKind.TO_CONSOLE) {
                        kept++;
                        last = BigEndian.i32(commit.bytes(), commit.payloadOffset());
                    } else if (commit.kind() == RecordKind.GAP) {
                        told += GapLayout.decode(commit.bytes(), commit.payloadOffset(), commit.payloadLength(), 0)
                                .events();
                    }
                }
            }
        }
        System.out.println("chunks=" + chunks + " kept=" + kept + " lost="
                + writer.progress().lostEvents() + " told=" + told + " last=" + last + " failures="
                + (writer.progress().failures() > 0) + " outage=" + outage);
    }
}
