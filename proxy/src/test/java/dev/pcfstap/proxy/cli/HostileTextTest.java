package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever foreign text a command repeats, it stays in its line, leaves the terminal alone, and comes to an end. */
@Timeout(60)
class HostileTextTest {
    private static final int LONGEST_LINE = 4200;
    private static final int REFUSED = 1;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b]0;title\u0007\u001b[2J",
                "a\npcfs-tap: all is well",
                "a\r\u001b[Kall is well",
                "\u009b31m red",
                "\u202Egpj.exe",
                "\u2028next line",
                "a\u0008\u0008b\u007f",
            })
    void foreignTextIsEscapedWhereverItComesFrom(String hostile) throws Exception {
        Path toml = folder.resolve("c.toml");
        Path named = Files.writeString(folder.resolve("n" + hostile), "no capture");
        check(CommandRun.of(hostile));
        check(CommandRun.of("decode", "--" + hostile, "x"));
        check(CommandRun.of("decode", "--format", hostile, "x"));
        check(CommandRun.of("decode", "--where", hostile, "x"));
        check(CommandRun.of("decode", folder.resolve("missing" + hostile)));
        check(CommandRun.of("decode", named));
        check(CommandRun.of("journal", "verify", named));
        check(CommandRun.of("journal", "info", named));
        check(CommandRun.of("export", named, "-o", folder.resolve("out" + hostile + "/x")));
        check(CommandRun.with(Map.of("PCFS_TAP_FORMAT", hostile), "decode", "x"));
        check(CommandRun.with(Map.of("PCFS_TAP_CONFIG", hostile), "decode", "x"));
        check(CommandRun.with(Map.of("PCFS_TAP_X" + hostile, "1"), "decode", "x"));
        for (String text : List.of(
                "[decode]\n\"" + toml(hostile) + "\" = 1\n",
                "[\"" + toml(hostile) + "\"]\n",
                "[decode]\nformat = \"" + toml(hostile) + "\"\n",
                "[decode]\n" + hostile.replace("\n", "") + "\n")) {
            Files.writeString(toml, text);
            check(CommandRun.of("decode", "--config", toml, "x"));
        }
        check(mirrorOf(hostile));
    }

    @Test
    void longTextIsCut() throws Exception {
        String tooLong = "x".repeat(100_000);
        check(CommandRun.of("decode", "--format", tooLong, "x"));
        check(CommandRun.with(Map.of("PCFS_TAP_FORMAT", tooLong), "decode", "x"));
        check(mirrorOf("y".repeat(60_000)));
    }

    private static void check(CommandRun run) {
        assertThat(run.code()).isIn(ExitCode.COULD_NOT_RUN, ExitCode.INCOMPLETE);
        String shown = run.output() + String.join("\n", run.errors());
        assertThat(shown.codePoints().filter(HostileTextTest::steers).toArray())
                .as(shown)
                .isEmpty();
        assertThat(run.errors()).noneMatch(line -> line.startsWith("pcfs-tap: all is well"));
        assertThat(run.errors()).allMatch(line -> line.length() <= LONGEST_LINE);
    }

    private static boolean steers(int point) {
        int type = Character.getType(point);
        return point != '\n'
                && (type == Character.CONTROL
                        || type == Character.FORMAT
                        || type == Character.LINE_SEPARATOR
                        || type == Character.PARAGRAPH_SEPARATOR);
    }

    private static String toml(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(String.format(Locale.ROOT, "\\u%04x", c)));
        return escaped.toString();
    }

    /** What the client of a source says that refuses it with this text. */
    private CommandRun mirrorOf(String text) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> refusal = CompletableFuture.runAsync(() -> refuse(server, text));
            CommandRun run = CommandRun.of(
                    "journal",
                    "mirror",
                    "--source",
                    "127.0.0.1:" + server.getLocalPort(),
                    "--output",
                    folder.resolve("copy"));
            refusal.join();
            return run;
        }
    }

    private static void refuse(ServerSocket server, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = server.accept();
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            out.writeInt(0x50434A4D);
            out.writeShort(1);
            out.writeByte(REFUSED);
            out.writeShort(bytes.length);
            out.write(bytes);
            out.flush();
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException clientGone) {
            // The command has read what it needs.
        }
    }
}
