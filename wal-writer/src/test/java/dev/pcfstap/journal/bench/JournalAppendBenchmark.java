package dev.pcfstap.journal.bench;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalListener;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalWriter;
import dev.pcfstap.journal.RecordKind;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.journal.SyncPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One GiB to the disk, and synced: by a journal in chunks and commits as a busy tap makes them, and by {@code dd}. The score
 * is seconds.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgsAppend = "-Xmx256m")
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class JournalAppendBenchmark {
    private static final int MEBIBYTES = 1024;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int CHUNKS_A_COMMIT = 32;
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A folder on the disk that is to be measured; the files go into a new one in it, which is removed. */
    @Param("target")
    public String folder;

    /** How the GiB is written. */
    @Param({"dd", "none", "interval", "always"})
    public String writer;

    private final byte[] chunk = new byte[CHUNK_BYTES];
    private Path place;

    @Setup(Level.Iteration)
    public void prepare() throws IOException {
        new Random(1).nextBytes(chunk);
        Files.createDirectories(Path.of(folder));
        place = Files.createTempDirectory(Path.of(folder), "journal-bench");
    }

    @TearDown(Level.Iteration)
    public void remove() throws IOException {
        try (Stream<Path> files = Files.walk(place).sorted(Comparator.reverseOrder())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public long gibibyte() throws IOException, InterruptedException {
        return writer.equals("dd") ? dd() : append(SyncPolicy.valueOf(writer.toUpperCase(Locale.ROOT)));
    }

    private long append(SyncPolicy policy) throws IOException {
        long nowNanos = System.currentTimeMillis() * 1_000_000;
        long nextTickNanos = System.nanoTime() + TICK_NANOS;
        SnapshotSource noState = () -> new byte[0];
        try (JournalWriter journal = JournalWriter.open(
                JournalFiles.disk(),
                JournalOptions.in(place).withSync(policy),
                noState,
                JournalListener.NONE,
                nowNanos)) {
            for (int i = 1; i <= MEBIBYTES * ((1 << 20) / CHUNK_BYTES); i++) {
                journal.append(RecordKind.TO_CONSOLE, 1, nowNanos + i, chunk, 0, CHUNK_BYTES);
                if (i % CHUNKS_A_COMMIT == 0) {
                    journal.commit(nowNanos + i);
                }
                if (System.nanoTime() - nextTickNanos >= 0) {
                    nextTickNanos += TICK_NANOS;
                    journal.sync(nowNanos + i);
                }
            }
            return journal.nextSequence();
        }
    }

    private long dd() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "dd",
                        "if=/dev/zero",
                        "of=" + place.resolve("dd.out"),
                        "bs=1M",
                        "count=" + MEBIBYTES,
                        "conv=fsync",
                        "status=none")
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("dd ended with " + process.exitValue());
        }
        return MEBIBYTES;
    }
}
