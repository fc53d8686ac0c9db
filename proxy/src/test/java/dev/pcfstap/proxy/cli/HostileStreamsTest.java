package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.proxy.load.HostileLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Streams that want the recorder to remember as much as they can make it, and an honest console beside them: the proxy lives
 * on a heap of 128 MiB, the honest console's requests are in the WAL, and every line is whole. 80 streams in two of the
 * combinations; {@code -Dhostile.streams=1000} for more, in all of them.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class HostileStreamsTest {
    private static final int FEW = 80;
    private static final int STREAMS = Integer.getInteger("hostile.streams", FEW);
    private static final int REQUESTS = 200;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @ParameterizedTest(name = "{0}, with a journal: {1}")
    @CsvSource({"json,true", "tap,false"})
    void theProxyOutlivesThemAndKeepsWhatTheHonestConsoleSays(String format, boolean journal) throws Exception {
        outlives(format, journal);
    }

    @ParameterizedTest(name = "{0}, with a journal: {1}")
    @CsvSource({"json,false", "tap,true", "cat-dev,false", "cat-dev,true"})
    void soItDoesInTheOtherCombinations(String format, boolean journal) throws Exception {
        if (STREAMS > FEW) {
            outlives(format, journal);
        }
    }

    private void outlives(String format, boolean journal) throws Exception {
        long began = System.nanoTime();
        try (HostileLoad load = HostileLoad.listen();
                TapProcess tap = proxy(load, format, journal)) {
            int port = tap.port(folder.resolve("port"));
            for (HostileLoad.Kind kind : HostileLoad.Kind.values()) {
                load.begin(port, kind, STREAMS / HostileLoad.Kind.values().length);
            }
            await().atMost(5, TimeUnit.MINUTES).until(() -> load.isAllSaid() || !tap.isAlive());
            assertThat(load.honest(port, REQUESTS)).isEqualTo(REQUESTS);
            await().atMost(1, TimeUnit.MINUTES)
                    .untilAsserted(() -> assertThat(statsInWal())
                            .as("requests in the WAL beside the hostile streams")
                            .isEqualTo(REQUESTS));
            load.hangUp();
            assertThat(load.honest(port, REQUESTS)).isEqualTo(REQUESTS);
            tap.signal("TERM");
            assertThat(tap.exitCode()).as("%s", tap.errors()).isZero();
            System.out.printf(
                    "%s, journal %s: %d streams, %d MiB in %d ms%n",
                    format,
                    journal,
                    STREAMS,
                    load.arrivedBytes() >> 20,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        }
        assertThat(statsInWal()).isEqualTo(2 * REQUESTS);
        checkLines(format);
    }

    private TapProcess proxy(HostileLoad load, String format, boolean journal) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "proxy",
                "--listen",
                "0",
                "--upstream",
                "127.0.0.1:" + load.hostPort(),
                "--port-file",
                folder.resolve("port").toString(),
                "--wal",
                wal().toString(),
                "--format",
                format,
                "--max-streams",
                Integer.toString(STREAMS + 2),
                "--flush-interval",
                "100ms",
                "--max-stall",
                "10m"));
        if (journal) {
            arguments.addAll(List.of("--journal", folder.resolve("journal").toString()));
        }
        return TapProcess.start(folder, arguments.toArray(new String[0]));
    }

    private Path wal() {
        return folder.resolve("out.wal");
    }

    private long statsInWal() throws IOException {
        try (var lines = Files.lines(wal(), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("->StatFile")
                            || (line.contains("\"op\":\"StatFile\"") && line.contains("\"dir\":\"request\"")))
                    .count();
        }
    }

    private void checkLines(String format) throws IOException {
        if (format.equals("json")) {
            try (var lines = Files.lines(wal(), StandardCharsets.ISO_8859_1)) {
                assertThat(lines.filter(line -> !line.startsWith("{\"") || !line.endsWith("}")))
                        .isEmpty();
            }
        }
        if (!format.equals("cat-dev")) {
            try (var lines = Files.lines(wal(), StandardCharsets.ISO_8859_1)) {
                assertThat(lines.anyMatch(line -> line.contains("memory-limit")))
                        .isTrue();
            }
        }
    }
}
