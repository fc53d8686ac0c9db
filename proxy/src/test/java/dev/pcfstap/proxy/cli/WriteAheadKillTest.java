package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.journal.JournalCommit;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.RecordKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A proxy with {@code --write-ahead} is killed while consoles talk: whatever the host has heard by then, the journal has.
 * {@code -Dwrite-ahead.kills=N} does it N times.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class WriteAheadKillTest {
    private static final int KILLS = Integer.getInteger("write-ahead.kills", 3);
    private static final int CONSOLES = 4;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    /** What one connection of the host has heard. It answers each chunk with a byte. */
    private static final class Heard {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void listen(Socket socket) {
            byte[] chunk = new byte[1 << 16];
            try (socket) {
                InputStream in = socket.getInputStream();
                for (int count; (count = in.read(chunk)) > 0; ) {
                    add(chunk, count);
                    socket.getOutputStream().write(1);
                }
            } catch (IOException gone) {
                // The proxy was killed.
            }
        }

        private synchronized void add(byte[] chunk, int count) {
            bytes.write(chunk, 0, count);
        }

        synchronized byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    @Test
    void whatTheHostHasHeardIsInTheJournalWheneverTheProxyIsKilled() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            Path place = Files.createDirectory(folder.resolve("kill" + kill));
            String sync = kill % 2 == 0 ? "always" : "interval";
            List<Heard> heard = killUnderLoad(place, sync, random);
            Map<Long, byte[]> kept = requestsIn(place.resolve("journal"));
            for (Heard connection : heard) {
                byte[] bytes = connection.bytes();
                assertThat(bytes).as("kill %d, seed %d", kill, seed).hasSizeGreaterThan(8);
                byte[] journal = kept.getOrDefault(console(bytes), new byte[0]);
                assertThat(journal.length).as("kill %d, seed %d", kill, seed).isGreaterThanOrEqualTo(bytes.length);
                assertThat(Arrays.equals(journal, 0, bytes.length, bytes, 0, bytes.length))
                        .as("kill %d, seed %d", kill, seed)
                        .isTrue();
            }
        }
    }

    private static List<Heard> killUnderLoad(Path place, String sync, Random random) throws Exception {
        List<Heard> heard = new CopyOnWriteArrayList<>();
        try (ServerSocket host = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            spawn(() -> accept(host, heard));
            Path portFile = place.resolve("port");
            String[] arguments = {
                "proxy",
                "--listen=0",
                "--upstream=127.0.0.1:" + host.getLocalPort(),
                "--wal=" + place.resolve("wal"),
                "--port-file=" + portFile,
                "--journal=" + place.resolve("journal"),
                "--sync=" + sync,
                "--write-ahead"
            };
            try (TapProcess tap = TapProcess.start(place, arguments)) {
                int port = tap.port(portFile);
                for (int i = 0; i < CONSOLES; i++) {
                    long console = i;
                    long talk = random.nextLong();
                    spawn(() -> talk(port, console, new Random(talk)));
                }
                await().atMost(30, TimeUnit.SECONDS)
                        .until(() -> heard.size() == CONSOLES
                                && heard.stream().allMatch(connection -> connection.bytes().length > 20_000));
                long moment = System.nanoTime() + random.nextInt(50_000_000);
                await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> System.nanoTime() >= moment);
                tap.signal("KILL");
                assertThat(tap.exitCode()).isEqualTo(128 + 9);
            }
        }
        return heard;
    }

    private static void accept(ServerSocket host, List<Heard> heard) {
        try {
            while (true) {
                Socket socket = host.accept();
                Heard connection = new Heard();
                heard.add(connection);
                spawn(() -> connection.listen(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** Says its number, then chunks of all sizes, each after an answer to the one before, until the proxy is gone. */
    private static void talk(int port, long console, Random random) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) console});
            while (socket.getInputStream().read() >= 0) {
                byte[] chunk = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? 100_000 : 400)];
                random.nextBytes(chunk);
                socket.getOutputStream().write(chunk);
            }
        } catch (IOException gone) {
            // The proxy was killed.
        }
    }

    private static Map<Long, byte[]> requestsIn(Path journal) throws IOException {
        Map<Long, ByteArrayOutputStream> streams = new HashMap<>();
        try (JournalReader reader = JournalReader.open(journal, ReadOptions.TAIL)) {
            while (reader.advance()) {
                JournalCommit record = reader.commit();
                while (record.nextRecord()) {
                    if (record.kind() == RecordKind.TO_HOST) {
                        streams.computeIfAbsent(record.stream(), stream -> new ByteArrayOutputStream())
                                .write(record.bytes(), record.payloadOffset(), record.payloadLength());
                    }
                }
            }
        }
        Map<Long, byte[]> byConsole = new HashMap<>();
        streams.values().forEach(bytes -> byConsole.put(console(bytes.toByteArray()), bytes.toByteArray()));
        return byConsole;
    }

    private static long console(byte[] bytes) {
        return bytes[7];
    }

    private static void spawn(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
