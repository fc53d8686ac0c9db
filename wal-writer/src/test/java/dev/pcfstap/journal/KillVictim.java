package dev.pcfstap.journal;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process that writes a journal as fast as it can until it is killed, and says on standard output what it was told is
 * committed and durable. Arguments: folder, sync policy, and {@code behind} for commits of megabytes that are written beside the
 * victim. Chunk i of a run is made from i alone.
 */
final class KillVictim {
    private KillVictim() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.US_ASCII);
        boolean behind = arguments.length > 2;
        JournalOptions options = JournalOptions.in(Path.of(arguments[0]))
                .withSegmentBytes(behind ? 64 << 20 : 1 << 20)
                .withSync(SyncPolicy.valueOf(arguments[1]));
        long start = System.nanoTime();
        // Beside the victim, both: long commits are written, and synced after each MiB.
        JournalWriter writer = JournalWriter.open(
                JournalFiles.disk(),
                options,
                () -> new byte[100],
                JournalListener.NONE,
                behind
                        ? Syncer.beside(1 << 20)
                        : options.sync() == SyncPolicy.ALWAYS ? Syncer.inPlace() : Syncer.beside(),
                behind ? WriteBehind.from(WriteBehind.LEAST_BYTES) : WriteBehind.never(),
                Traffic.EPOCH);
        long stream = writer.highestStream() + 1;
        JournalSink sink = JournalFixture.sink(JournalFiles.disk(), options, writer, Traffic.EPOCH);
        out.println("stream " + stream + " from " + writer.firstSequence());
        sink.opened(stream, Traffic.EPOCH, new StreamAddresses("a:1", "b:2"));
        Random random = new Random(stream);
        int tick = behind ? 5 : 50;
        int chunk = 0;
        for (int batch = 0; ; batch++) {
            long now = Traffic.EPOCH + System.nanoTime() - start;
            int gathered = 1 + random.nextInt(behind ? 6000 : 20);
            for (int i = 0; i < gathered; i++) {
                byte[] bytes = chunk(chunk++);
                sink.received(stream, Direction.CONSOLE_TO_HOST, now, bytes, 0, bytes.length);
            }
            int before = chunk - gathered;
            sink.batchEnded(now);
            int committed = writer.isUnderWay() ? before : chunk;
            if (batch % tick == tick - 1) {
                sink.flushDue(now);
                committed = chunk;
            }
            JournalProgress progress = writer.progress();
            out.println("chunks " + committed + " durable " + progress.durableSequence());
        }
    }

    static byte[] chunk(int index) {
        Random random = new Random(index);
        byte[] bytes = new byte[4 + random.nextInt(2000)];
        random.nextBytes(bytes);
        BigEndian.putI32(bytes, 0, index);
        return bytes;
    }
}
