package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.proxy.transport.KeepAlive;
import dev.pcfstap.tap.TapRingOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Flags win over the environment, that over the file, and that over what is built in; mistakes are one line. */
class OptionsTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void flagsWinOverTheEnvironmentThatOverTheFileAndThatOverTheDefault() throws Exception {
        Path file = file("""
                [proxy]
                listen = "127.0.0.1:1"
                upstream = "127.0.0.1:2"
                max-stall = "2s"
                ring-size = 64
                keep = 3
                keep-alive = "40s,5s,4"
                half-close-timeout = "0s"
                append = true
                """);
        ProxyCommand command = parse(
                file,
                Map.of("PCFS_TAP_RING_SIZE", "128", "PCFS_TAP_KEEP", "4", "PCFS_TAP_OTHER", "ignored"),
                "proxy",
                "--keep",
                "5");
        assertThat(command.wal.keep).as("flag").isEqualTo(5);
        assertThat(command.ringSize).as("environment").isEqualTo(128);
        assertThat(command.maxStall).as("file").isEqualTo(Duration.ofSeconds(2));
        assertThat(command.keepAlive)
                .as("file")
                .isEqualTo(new KeepAlive(Duration.ofSeconds(40), Duration.ofSeconds(5), 4));
        assertThat(command.halfCloseTimeout).as("file").isZero();
        assertThat(command.wal.append).as("file").isTrue();
        assertThat(command.maxStreams).as("built in").isEqualTo(1000);
        assertThat(command.ringBytes).as("built in").isEqualTo(TapRingOptions.defaultHeldBytes());
        assertThat(command.upstream).hasToString("127.0.0.1:2");
    }

    @Test
    void anUnknownKeyIsAnErrorThatNamesFileLineAndKeyAndTheKnownOnes() throws Exception {
        Path file = file("[proxy]\nlisten = \"1\"\nring-sise = 3\n");
        assertThat(error(Map.of(), "proxy", "--config", file.toString()))
                .startsWith("pcfs-tap: " + file
                        + ":3: ring-sise: unknown key, did you mean ring-size?; the known ones are append, ")
                .contains(" ring-size, ")
                .doesNotContain("\n");
    }

    @Test
    void aValueThatIsWrongNamesWhereItCameFrom() throws Exception {
        Path file = file("[proxy]\nlisten = \"0\"\nupstream = \"h:1\"\nmax-stall = \"soon\"\n");
        assertThat(error(Map.of(), "proxy", "--config", file.toString()))
                .startsWith("pcfs-tap proxy: " + file + ":4: max-stall: ")
                .contains("'soon' is not a duration")
                .doesNotContain("\n");
        assertThat(error(Map.of("PCFS_TAP_KEEP", "many"), "proxy", "--listen", "0", "--upstream", "h:1"))
                .startsWith("pcfs-tap proxy: environment variable PCFS_TAP_KEEP: ")
                .doesNotContain("\n");
    }

    @Test
    void otherMistakesAreOneLineToo() throws Exception {
        assertThat(error(Map.of(), "proxy")).startsWith("pcfs-tap proxy: Missing required options: '--listen");
        assertThat(error(Map.of(), "proxi")).startsWith("pcfs-tap: there is no command 'proxi', did you mean proxy?");
        assertThat(error(Map.of(), "proxy", "--lisen", "1"))
                .isEqualTo(
                        "pcfs-tap proxy: Unknown options: '--lisen', '1', did you mean --listen? (try 'pcfs-tap proxy --help')");
        assertThat(error(Map.of("PCFS_TAP_CONFIG", folder.resolve("none").toString()), "proxy"))
                .isEqualTo("pcfs-tap: there is no configuration file " + folder.resolve("none"));
        assertThat(error(Map.of(), "proxy", "--config", file("x = [").toString()))
                .contains("config.toml:1: ");
        assertThat(error(Map.of(), "proxy", "--config", file("[proxi]\n").toString()))
                .contains("config.toml:1: unknown table 'proxi', did you mean proxy?; the known ones are ");
        assertThat(error(Map.of(), "proxy", "--listen", "0", "--upstream", "h:1", "--wal", "w", "--append", "--force"))
                .isEqualTo("pcfs-tap proxy: --append and --force exclude each other");
        assertThat(error(Map.of(), "proxy", "--listen", "0", "--upstream", "h:1", "--write-ahead"))
                .isEqualTo("pcfs-tap proxy: --write-ahead needs --journal: there is nothing that a request could be"
                        + " written to");
        assertThat(error(Map.of(), "proxy", "--listen", "0", "--upstream", "h:1", "--ring-size", "100"))
                .isEqualTo("pcfs-tap proxy: ring size is 100, must be a power of two from 8 to 4194304");
        assertThat(error(Map.of(), "proxy", "--listen", "0", "--upstream", "h:1", "--ring-bytes", "900000MiB"))
                .isEqualTo("pcfs-tap proxy: ring bytes are 943718400000, must be at most half of the heap, which is "
                        + Runtime.getRuntime().maxMemory() / 2 + " (java -Xmx sets the heap)");
    }

    @Test
    void valuesOutOfRangeAreRefusedBeforeAnythingIsMade() {
        assertThat(relayError("--event-loops", "100000")).isEqualTo("event loops are 100000, must be 1 to 256");
        assertThat(relayError("--event-loops", "0")).isEqualTo("event loops are 0, must be 1 to 256");
        assertThat(relayError("--max-streams", "0")).isEqualTo("the most streams are 0, must be 1 to 100000");
        assertThat(relayError("--connect-timeout", "30d"))
                .isEqualTo("the connect timeout is 2592000000ms, must be 1ms to 86400000ms");
        assertThat(relayError("--connect-timeout", "100us"))
                .isEqualTo("the connect timeout is 100us, must be 1ms to 86400000ms");
        assertThat(relayError("--max-stall", "25h"))
                .isEqualTo("the longest stall is 90000000ms, must be 0ms to 86400000ms");
        assertThat(relayError("--half-close-timeout", "25h"))
                .isEqualTo("the half-close timeout is 90000000ms, must be 0ms to 86400000ms");
        assertThat(relayError("--keep-alive", "30s,10s"))
                .contains("'30s,10s' is neither off nor IDLE,INTERVAL,PROBES such as 30s,10s,3");
        assertThat(relayError("--keep-alive", "100ms,10s,3"))
                .contains("the keep-alive idle time is 100ms, must be whole seconds, 1 to 32767");
        assertThat(relayError("--keep-alive", "30s,10s,128")).contains("keep-alive probes are 128, must be 1 to 127");
        assertThat(relayError("--keep-alive", "soon,10s,3")).contains("'soon' is not a duration");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void keepAliveCanBeSwitchedOff() {
        assertThat(new KeepAliveConverter().convert("off").isOn()).isFalse();
    }

    private String relayError(String option, String value) {
        String wal = folder.resolve("out.wal").toString();
        String error = error(Map.of(), "proxy", "--listen", "0", "--upstream", "h:1", "--wal", wal, option, value);
        assertThat(error).startsWith("pcfs-tap proxy: ");
        return error.substring("pcfs-tap proxy: ".length());
    }

    @Test
    void durationsAndSizesHaveUnits() {
        DurationConverter durations = new DurationConverter();
        assertThat(durations.convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(durations.convert("1.5s")).isEqualTo(Duration.ofMillis(1500));
        assertThat(durations.convert("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(durations.convert("7d")).isEqualTo(Duration.ofDays(7));
        assertThatThrownBy(() -> durations.convert("5")).isInstanceOf(TypeConversionException.class);
        assertThatThrownBy(() -> durations.convert("-5s")).isInstanceOf(TypeConversionException.class);
        SizeConverter sizes = new SizeConverter();
        assertThat(sizes.convert("4096")).isEqualTo(4096);
        assertThat(sizes.convert("64KiB")).isEqualTo(64 << 10);
        assertThat(sizes.convert("64mib")).isEqualTo(64L << 20);
        assertThat(sizes.convert("2G")).isEqualTo(2L << 30);
        assertThatThrownBy(() -> sizes.convert("999999999999GiB")).isInstanceOf(TypeConversionException.class);
        assertThatThrownBy(() -> sizes.convert("1.5MiB")).isInstanceOf(TypeConversionException.class);
    }

    private Path file(String toml) throws Exception {
        return Files.writeString(folder.resolve("config.toml"), toml);
    }

    private static ProxyCommand parse(Path file, Map<String, String> environment, String... arguments)
            throws Exception {
        CommandLine commands = PcfsTap.allCommands();
        commands.setDefaultValueProvider(new OptionSources(environment, ConfigFile.read(file, commands)));
        return commands.parseArgs(arguments)
                .subcommand()
                .commandSpec()
                .commandLine()
                .getCommand();
    }

    /** What a command that cannot run says, without the line's end. */
    private static String error(Map<String, String> environment, String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(PcfsTap.run(arguments, environment)).isEqualTo(ExitCode.COULD_NOT_RUN);
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
