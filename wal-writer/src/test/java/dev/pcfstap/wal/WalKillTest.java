package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.fixtures.tape.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed without warning. */
class WalKillTest {
    @TempDir
    Path folder;

    @Test
    void aKilledProcessLeavesWholeLinesButTheLastAndTheNextOneGoesOn() throws Exception {
        Path path = folder.resolve("killed.wal");
        List<String> session = Golden.BOOT.catDevText().lines().toList();
        for (int kill = 1; kill <= 3; kill++) {
            long grown = sizeOf(path) + 50_000L * kill;
            killOnceLargerThan(grown, path);
            assertThat(sizeOf(path)).isGreaterThan(grown);
            assertOnlyTheLastLineIsTorn(Files.readString(path), session);
        }
        try (WalFile wal =
                WalFile.open(WalFileOptions.of(path).withMode(WalFileOptions.Mode.APPEND), new CatDevFormat(), 0)) {
            Lines.append(wal, 1, 1, 0);
        }
        String all = Files.readString(path);
        assertThat(all).endsWith("line 1\n");
        assertThat(all.lines().limit(all.lines().count() - 1)).allMatch(Set.copyOf(session)::contains);
    }

    private void killOnceLargerThan(long bytes, Path path) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWal.class.getName(),
                        path.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        assertThat(process.isAlive())
                                .as(() -> "the writer ended: " + output())
                                .isTrue();
                        return sizeOf(path) > bytes;
                    });
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void assertOnlyTheLastLineIsTorn(String text, List<String> session) {
        int lastEnd = text.lastIndexOf('\n') + 1;
        Set<String> known = Set.copyOf(session);
        assertThat(text.substring(0, lastEnd).lines()).allMatch(known::contains);
        String torn = text.substring(lastEnd);
        assertThat(session).anyMatch(line -> line.startsWith(torn));
    }

    private static long sizeOf(Path path) throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }
}
