package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A console or a host that is switched off: the tap in one network namespace, both peers in another, and packets that are dropped
 * between them. Needs Linux, root, {@code ip} and {@code nft}, and changes nothing outside its two namespaces.
 */
@EnabledIfSystemProperty(
        named = "relay.namespaces",
        matches = "true",
        disabledReason = "left out: lost peers need root and network namespaces; -Drelay.namespaces=true runs this")
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class LostPeerTest {
    private static final String TAP = "10.231.7.1";
    private static final String PEERS = "10.231.7.2";

    private final String tapSpace = "pcfs-tap-" + ProcessHandle.current().pid();
    private final String peerSpace = "pcfs-peers-" + ProcessHandle.current().pid();

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @BeforeEach
    void makeNamespaces() throws Exception {
        run("ip", "netns", "add", tapSpace);
        run("ip", "netns", "add", peerSpace);
        run("ip", "-n", tapSpace, "link", "add", "pcfs0", "type", "veth", "peer", "name", "pcfs1", "netns", peerSpace);
        for (String[] end : new String[][] {{tapSpace, "pcfs0", TAP}, {peerSpace, "pcfs1", PEERS}}) {
            run("ip", "-n", end[0], "address", "add", end[2] + "/24", "dev", end[1]);
            run("ip", "-n", end[0], "link", "set", end[1], "up");
            run("ip", "-n", end[0], "link", "set", "lo", "up");
        }
    }

    @AfterEach
    void removeNamespaces() throws Exception {
        run("ip", "netns", "delete", tapSpace);
        run("ip", "netns", "delete", peerSpace);
    }

    @Test
    void whoDoesNotAnswerAnyMoreIsNoticedTheOtherSideIsResetAndTheLogSaysWho() throws Exception {
        Path portFile = folder.resolve("port");
        Path wal = folder.resolve("lost.wal");
        Path journal = folder.resolve("lost.journal");
        try (Peers peers = new Peers(peerSpace)) {
            String host = PEERS + ":" + peers.await("host ").split(" ", -1)[1];
            try (TapProcess tap = TapProcess.startInNamespace(
                    tapSpace,
                    folder,
                    "proxy",
                    "--listen",
                    TAP + ":0",
                    "--upstream",
                    host,
                    "--keep-alive",
                    "1s,1s,2",
                    "--wal",
                    wal.toString(),
                    "--journal",
                    journal.toString(),
                    "--port-file",
                    portFile.toString())) {
                int port = tap.port(portFile);
                dropped(peers.connect(TAP, port)[0]);
                assertThat(peers.await("host ")).as("an idle console is lost").isEqualTo("host Connection reset");

                dropped(peers.connect(TAP, port)[0]);
                peers.order("say");
                assertThat(peers.await("host "))
                        .as("a console that is answered is lost")
                        .isEqualTo("host Connection reset");

                dropped(peers.connect(TAP, port)[1]);
                assertThat(peers.await("console ")).as("the host is lost").isEqualTo("console Connection reset");
                tap.signal("TERM");
                assertThat(tap.exitCode()).isZero();
            }
        }
        List<String> reasons = List.of("client-lost", "client-lost", "server-lost");
        assertThat(reasons(Files.readAllLines(wal))).isEqualTo(reasons);
        Path decoded = folder.resolve("decoded.wal");
        assertThat(CommandRun.of("decode", journal, "--wal", decoded).code()).isZero();
        assertThat(reasons(Files.readAllLines(decoded))).isEqualTo(reasons);
    }

    private static List<String> reasons(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains(" close reason="))
                .map(line -> line.replaceAll(".* close reason=([^ ]+).*", "$1"))
                .toList();
    }

    /** Nothing from or to that port of the peers passes any more. */
    private void dropped(String port) throws Exception {
        inPeers("add table ip lost");
        for (String direction : List.of("input", "output")) {
            inPeers("add chain ip lost " + direction + " { type filter hook " + direction + " priority 0 ; }");
            inPeers("add rule ip lost " + direction + " tcp " + (direction.equals("input") ? "dport " : "sport ") + port
                    + " drop");
        }
    }

    private void inPeers(String rule) throws Exception {
        run("ip", "netns", "exec", peerSpace, "nft", rule);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), said)
                .isZero();
    }

    /** The process of both peers. */
    private static final class Peers implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;
        private final Writer orders;

        Peers(String namespace) throws IOException {
            List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
            command.addAll(TapProcess.command(PeersInNamespace.class, PEERS));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            said = process.inputReader(StandardCharsets.US_ASCII);
            orders = process.outputWriter(StandardCharsets.US_ASCII);
        }

        /** The next line that begins so. */
        String await(String beginning) throws IOException {
            String line;
            while ((line = said.readLine()) != null) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
            throw new IOException("the peers' process ended");
        }

        /** The ports of the console and of the host's connection. */
        String[] connect(String address, int port) throws IOException {
            order("connect " + address + " " + port);
            String[] words = await("connected ").split(" ", -1);
            return new String[] {words[1], words[2]};
        }

        void order(String line) throws IOException {
            orders.write(line + "\n");
            orders.flush();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
