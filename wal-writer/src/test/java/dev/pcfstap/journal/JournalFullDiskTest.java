package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full: a file system in memory of one megabyte, mounted for the child process alone. Where mounting
 * is not allowed, the limit on the size of a file stands in for it.
 */
class JournalFullDiskTest {
    private static final Pattern REPORT = Pattern.compile(
            "chunks=(\\d+) kept=(\\d+) lost=(\\d+) told=(\\d+) last=(\\d+) failures=(\\w+) outage=(\\w+)");

    @TempDir
    Path folder;

    @Test
    void aFullDiskIsSurvivedTheLossIsCountedAndToldAndTheJournalGoesOnByItself()
            throws IOException, InterruptedException {
        boolean mounts = run("unshare -rm sh -c 'mount -t tmpfs -o size=1m none " + folder + "'")
                        .exit()
                == 0;
        String limited = mounts
                ? "unshare -rm sh -c 'mount -t tmpfs -o size=1m none " + folder + " && exec " + java() + "'"
                : "ulimit -f 800 && exec " + java();
        System.out.println(mounts ? "a file system of 1 MiB" : "files of 800 blocks at most: mounting is not allowed");

        Result result = run(limited);

        assertThat(result.exit()).describedAs(result.output()).isZero();
        Matcher report = REPORT.matcher(result.output());
        assertThat(report.find()).describedAs(result.output()).isTrue();
        int chunks = Integer.parseInt(report.group(1));
        int kept = Integer.parseInt(report.group(2));
        int lost = Integer.parseInt(report.group(3));
        assertThat(kept + lost).isEqualTo(chunks);
        assertThat(report.group(4)).isEqualTo(report.group(3));
        assertThat(report.group(5)).isEqualTo(String.valueOf(chunks - 1));
        assertThat(report.group(6)).isEqualTo(mounts ? "true" : report.group(6));
        assertThat(report.group(7)).isEqualTo("false");
        if (mounts) {
            assertThat(lost).isPositive();
            assertThat(kept).isPositive();
        }
    }

    private String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:+UseSerialGC -Xmx64m -cp "
                + System.getProperty("java.class.path") + " " + FullDiskVictim.class.getName() + " " + folder;
    }

    private record Result(int exit, String output) {}

    private Result run(String command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("full-disk", ".out");
        Process process = new ProcessBuilder(List.of("sh", "-c", command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = process.waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        return new Result(exit, text);
    }
}
