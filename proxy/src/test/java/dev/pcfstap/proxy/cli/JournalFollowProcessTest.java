package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code journal cat --follow} beside a proxy, both processes. It ends on a signal, not when the proxy ends. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class JournalFollowProcessTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void followingShowsEveryRecordOfEverySegmentAndEndsOnASignal() throws Exception {
        Path journal = folder.resolve("journal");
        Path place = Files.createDirectories(folder.resolve("cat"));
        try (LoadedProxy proxy =
                LoadedProxy.start(folder.resolve("proxy"), journal, "--journal-segment-size", "64KiB")) {
            try (TapProcess cat = TapProcess.start(place, "journal", "cat", "--follow", journal.toString())) {
                proxy.beginTraffic();
                proxy.awaitTraffic(4_000_000);
                proxy.finishTraffic();
                assertThat(proxy.end()).isZero();
                assertThat(LoadedProxy.segments(journal)).hasSizeGreaterThan(3);

                List<String> all = CommandRun.of("journal", "cat", journal)
                        .output()
                        .lines()
                        .toList();
                await().atMost(40, TimeUnit.SECONDS).until(() -> cat.output().size() >= all.size());
                assertThat(cat.isAlive()).isTrue();
                cat.signal("TERM");
                assertThat(cat.exitCode()).isZero();
                assertThat(cat.output()).isEqualTo(all);
                assertThat(cat.errors()).isEmpty();
            }
            aSignalEndsItThoughItHasMuchToShow(journal);
        }
    }

    /** Its output is a pipe that is read slowly. */
    private void aSignalEndsItThoughItHasMuchToShow(Path journal) throws Exception {
        long whole = CommandRun.of("journal", "cat", "--json", journal).output().length();
        Process cat = new ProcessBuilder(TapProcess.command("journal", "cat", "--json", "--follow", journal.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream out = cat.getInputStream()) {
            byte[] first = out.readNBytes(100_000);
            cat.toHandle().destroy();
            byte[] rest = out.readAllBytes();
            assertThat(first.length + rest.length).isLessThan((int) whole);
            assertThat(rest[rest.length - 1]).isEqualTo((byte) '\n');
            assertThat(cat.waitFor()).isZero();
        } finally {
            cat.destroyForcibly();
        }
    }
}
