package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A proxy with fewer handles than there are connections. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@EnabledOnOs(OS.LINUX)
class FewHandlesProcessTest {
    private static final int HANDLES = 140;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final String WAITS =
            "a connection has to wait, it cannot be accepted: too many open files (ulimit -n limits them)";

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void whoFindsNoHandleIsNoFloodOfLinesAndTheProxyGoesOnOnceThereAreSome() throws Exception {
        int hostPort = freePort();
        try (TapProcess tap = start(hostPort)) {
            int port = tap.port(folder.resolve("port"));
            // What it needs is loaded while there are handles: the classes under test are files of their own.
            assertThat(isReset(port)).isTrue();
            try (ServerSocket host = new ServerSocket(hostPort, 500, InetAddress.getLoopbackAddress())) {
                host.setSoTimeout(2_000);
                assertThat(isServed(port, host)).isTrue();
                useUpHandles(tap, port);
                await().atMost(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).until(() -> isServed(port, host));
            }
            tap.signal("TERM");
            assertThat(tap.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
            assertSaidOnce(tap.errors());
        }
        assertUnreachableIsRecorded();
    }

    private static void useUpHandles(TapProcess tap, int port) throws IOException {
        List<Socket> consoles = new ArrayList<>();
        for (int i = 0; i < HANDLES; i++) {
            consoles.add(connect(port));
        }
        await().atMost(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .until(() -> tap.errors().stream().anyMatch(line -> line.endsWith(WAITS)));
        for (Socket console : consoles) {
            console.setSoLinger(true, 0);
            console.close();
        }
    }

    private static boolean isReset(int port) throws IOException {
        try (Socket console = connect(port)) {
            return console.getInputStream().read() == Integer.MIN_VALUE;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Whether what a console says arrives; connections of others that have gone are passed over. */
    private static boolean isServed(int port, ServerSocket host) throws IOException {
        try (Socket console = connect(port)) {
            console.getOutputStream().write('x');
            while (true) {
                try (Socket accepted = host.accept()) {
                    accepted.setSoTimeout(PATIENCE_MILLIS);
                    if (accepted.getInputStream().read() == 'x') {
                        return true;
                    }
                } catch (SocketException gone) {
                    // One of those that used up the handles: the next may be ours.
                }
            }
        } catch (SocketTimeoutException | SocketException notServed) {
            return false;
        }
    }

    private void assertSaidOnce(List<String> errors) {
        assertThat(errors).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
        assertThat(errors.stream().filter(line -> line.contains(WAITS)).count()).isBetween(1L, 6L);
    }

    /** A console that was accepted, but whose host had no handle any more, is in the WAL as any other that was not served. */
    private void assertUnreachableIsRecorded() throws IOException {
        List<String> wal = Files.readAllLines(folder.resolve("console.wal"));
        List<String> notes = wal.stream()
                .filter(line -> line.contains("upstream unreachable"))
                .toList();
        assertThat(notes)
                .allMatch(line -> line.endsWith(": too many open files (ulimit -n limits them)\"")
                        || line.endsWith(": connection refused\""));
        assertThat(wal.stream().filter(line -> line.contains("close reason=upstream-unreachable")))
                .hasSameSizeAs(notes);
    }

    private TapProcess start(int hostPort) throws IOException {
        return TapProcess.startWithHandles(
                HANDLES,
                folder,
                "proxy",
                "--listen",
                "0",
                "--upstream",
                "127.0.0.1:" + hostPort,
                "--port-file",
                folder.resolve("port").toString(),
                "--wal",
                folder.resolve("console.wal").toString());
    }

    private static Socket connect(int port) throws IOException {
        Socket console = new Socket(InetAddress.getLoopbackAddress(), port);
        console.setSoTimeout(PATIENCE_MILLIS);
        return console;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
