package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.SessionBook;
import dev.pcfstap.wal.WalFormatName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Journals as packet captures, and back. */
class ExportCommandTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    private Path journal() {
        return folder.resolve("journal");
    }

    private Path exported() {
        return folder.resolve("exported.pcapng");
    }

    private void record(Golden golden) throws Exception {
        RecordedSession.play(
                JournalOptions.in(journal()).withSegmentBytes(4 << 10),
                folder.resolve("live.wal"),
                WalFormatName.TAP,
                golden.tape());
    }

    private String hostPort() throws Exception {
        String server = SessionBook.read(JournalFiles.disk(), journal())
                .sessions()
                .get(0)
                .addresses()
                .server();
        return server.substring(server.lastIndexOf(':') + 1);
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void whatIsExportedDecodesToTheWalMadeLive(Golden golden) throws Exception {
        record(golden);
        CommandRun run = CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported());
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(run.errors()).singleElement().asString().startsWith("packets ");

        Path decoded = folder.resolve("decoded.wal");
        CommandRun back = CommandRun.of("decode", exported(), "--port", hostPort(), "--wal", decoded);
        assertThat(back.code()).as("%s", back.errors()).isZero();
        assertThat(decoded).hasSameTextualContentAs(folder.resolve("live.wal"));
    }

    @Test
    void packetsHaveTheOperationsThatTheyCompleteAsComments() throws Exception {
        record(Golden.of("reads"));
        CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported());
        String file = Files.readString(exported(), StandardCharsets.ISO_8859_1);
        List<String> lines = Files.readAllLines(folder.resolve("live.wal")).stream()
                .filter(line -> line.contains("->ReadFile ") || line.contains("READ {"))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
        assertThat(lines).isNotEmpty().allMatch(file::contains);
    }

    @Test
    void aPrunedJournalIsExportedWithoutHandshakesOfTheStreamsThatWereOpen() throws Exception {
        record(Golden.of("streams"));
        String port = hostPort();
        try (Stream<Path> files = Files.list(journal())) {
            Files.delete(files.filter(file -> file.toString().endsWith(".pcj"))
                    .min(Path::compareTo)
                    .orElseThrow());
        }
        assertThat(CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported())
                        .code())
                .isZero();
        CommandRun back = CommandRun.of("decode", exported(), "--port", port, "--wal", folder.resolve("decoded.wal"));
        assertThat(back.errors()).last().asString().contains("streams 8, ");
    }

    @Test
    void mistakesAreOneLineAndNothingIsOverwritten() throws Exception {
        record(Golden.of("boot"));
        Files.writeString(exported(), "kept");
        assertThat(CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported())
                        .errors())
                .containsExactly("pcfs-tap export: " + exported() + ": exists; --force overwrites it");
        assertThat(exported()).hasContent("kept");
        assertThat(CommandRun.of("export", journal(), "--to", "svg", "-o", exported())
                        .errors())
                .containsExactly("pcfs-tap export: --to is 'svg', must be pcapng");
        assertThat(CommandRun.of("export", journal(), "--to", "pcapng", "-o", exported(), "--mtu", "1", "--force")
                        .code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(CommandRun.of("export", exported(), "--to", "pcapng", "-o", folder.resolve("x"))
                        .errors())
                .containsExactly("pcfs-tap export: " + exported() + ": is no journal");
    }
}
