package dev.pcfstap.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.play.Played;
import dev.pcfstap.fixtures.play.TapePlayer;
import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.proxy.relay.Endpoint;
import dev.pcfstap.proxy.relay.RelayOptions;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRingOptions;
import dev.pcfstap.wal.WalFile;
import dev.pcfstap.wal.WalFileOptions;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalPipeline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole sessions through real sockets and the running proxy, into a real file. */
class ThroughTheProxyTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int CONVERSATIONS = 20_000;
    private static final Pattern TAP_LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z s\\d+ "
            + "(#\\d[\\d ]{3,} (->\\w+ +\\{.*\\}.*| {2}->\\d+|<- *(\\w+|Folder Item) \\{.*\\}.*)"
            + "| {5} (->Unknown +\\{.*\\}.*|<- +Unknown \\{.*\\}.*|open  client=.*|note  [a-z-]+.*|close reason=.*))");

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void closeVertx() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private TapProxy proxy(int hostPort, Path wal, WalFormatName format) throws IOException {
        WalFormat walFormat = format.create();
        TapClock clock = TapClock.system();
        WalFile file = WalFile.open(WalFileOptions.of(wal), walFormat, clock.epochNanos());
        WalPipeline pipeline = new WalPipeline(DecoderLimits.DEFAULT, walFormat, file, event -> {});
        return new TapProxy(options(hostPort), clock, pipeline);
    }

    private static TapProxyOptions options(int hostPort) {
        RelayOptions relay = RelayOptions.between(new Endpoint(LOOPBACK, 0), new Endpoint(LOOPBACK, hostPort));
        return new TapProxyOptions(relay, TapRingOptions.DEFAULT, Duration.ofSeconds(1));
    }

    private static void assertForwarded(Tape tape, Played played, Object what) {
        for (long stream : tape.streams()) {
            assertThat(played.toHost(stream))
                    .as("%s, s%d to host", what, stream)
                    .isEqualTo(tape.bytes(stream, TapeKind.TO_HOST));
            assertThat(played.toConsole(stream))
                    .as("%s, s%d to console", what, stream)
                    .isEqualTo(tape.bytes(stream, TapeKind.TO_CONSOLE));
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void everyGoldenSessionIsForwardedUnchangedAndGivesItsText(Golden golden) throws Exception {
        Path wal = folder.resolve("golden.wal");
        TapePlayer player = await(TapePlayer.listen(vertx));
        try (TapProxy proxy = proxy(player.hostPort(), wal, WalFormatName.CAT_DEV)) {
            int port = await(proxy.start()).port();
            assertForwarded(golden.tape(), await(player.play(golden.tape(), LOOPBACK, port)), golden);
        }
        assertThat(Files.readString(wal)).isEqualTo(golden.catDevText());
        await(player.close());
    }

    @Test
    void aDecoderThatThrowsIsRetiredForItsStreamAndTheTrafficGoesOn() throws Exception {
        Path wal = folder.resolve("failing.wal");
        Tape boot = Golden.of("boot").tape();
        TapePlayer player = await(TapePlayer.listen(vertx));
        TapClock clock = TapClock.system();
        WalFile file = WalFile.open(WalFileOptions.of(wal), WalFormatName.TAP.create(), clock.epochNanos());
        RecordingProxy recording = new RecordingProxy(
                options(player.hostPort()),
                clock,
                WalFormatName.TAP.create(),
                file,
                Optional.empty(),
                sink -> new FailingDecoder(sink, 2));
        int port = await(recording.proxy().start()).port();
        for (int stream = 1; stream <= 3; stream++) {
            assertForwarded(boot, await(player.play(boot, LOOPBACK, port)), "session " + stream);
        }
        ProxySummary summary = recording.finish();
        await(player.close());

        assertThat(summary.complete()).isFalse();
        assertThat(summary.counts().balanced()).isTrue();
        assertThat(summary.losses()).containsOnlyKeys(2L);
        assertThat(Files.readAllLines(wal))
                .filteredOn(line -> line.matches("\\S+ s2 .*"))
                .satisfiesExactly(
                        line -> assertThat(line).contains(" open "),
                        line -> assertThat(line)
                                .contains("note  decoder-failed")
                                .contains("a bug at"),
                        line -> assertThat(line).contains(" close reason=client"));
        assertThat(Files.readAllLines(wal))
                .filteredOn(line -> line.contains(" requests=17 responses=17"))
                .hasSize(2);
    }

    @Test
    void twentyThousandConversationsAreForwardedUnchangedAndAccountedFor() throws Exception {
        Path wal = folder.resolve("conversations.wal");
        long streams = 0;
        try (ServerSocket host = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TapProxy proxy = proxy(host.getLocalPort(), wal, WalFormatName.TAP);
            int port = await(proxy.start()).port();
            for (long seed = 0; seed < CONVERSATIONS; seed++) {
                Tape tape = ConversationGenerator.DEFAULT.generate(seed).tape();
                streams += tape.streams().size();
                converse(tape, host, port, seed);
            }
            // The consumer lives: a session after all of them is decoded as ever.
            converse(Golden.of("boot").tape(), host, port, "boot");
            proxy.close();
            assertThat(proxy.totals().balanced()).as("%s", proxy.totals()).isTrue();
            assertThat(proxy.totals().lostEvents()).isZero();
            assertThat(proxy.streams()).isEqualTo(streams + 1);
        }

        assertWhole(wal, streams + 1);
    }

    private static void assertWhole(Path wal, long streams) throws IOException {
        long opened = 0;
        long closed = 0;
        String last = "";
        try (BufferedReader lines = Files.newBufferedReader(wal)) {
            assertThat(lines.readLine()).isEqualTo("# pcfs-tap wal 1");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertThat(TAP_LINE.matcher(line).matches()).as(line).isTrue();
                opened += line.contains("    open  ") ? 1 : 0;
                closed += line.contains("    close ") ? 1 : 0;
                last = line;
            }
        }
        assertThat(opened).isEqualTo(streams);
        assertThat(closed).isEqualTo(streams);
        assertThat(last).contains(" requests=17 responses=");
        try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "r")) {
            file.seek(file.length() - 1);
            assertThat(file.read()).isEqualTo('\n');
        }
    }

    /** Both sides say all they have to say, in the tape's chunks but without waiting for each other, and then end. */
    private static void converse(Tape tape, ServerSocket host, int port, Object what) throws IOException {
        Map<Long, Socket> consoles = new HashMap<>();
        Map<Long, Socket> hosts = new HashMap<>();
        for (long stream : tape.streams()) {
            consoles.put(stream, new Socket(host.getInetAddress(), port));
            hosts.put(stream, host.accept());
        }
        for (TapeRecord record : tape.records()) {
            if (record.kind().isChunk()) {
                Map<Long, Socket> sides = record.kind() == TapeKind.TO_HOST ? consoles : hosts;
                Objects.requireNonNull(sides.get(record.stream()))
                        .getOutputStream()
                        .write(record.bytes());
            }
        }
        for (long stream : tape.streams()) {
            try (Socket console = Objects.requireNonNull(consoles.get(stream));
                    Socket server = Objects.requireNonNull(hosts.get(stream))) {
                console.shutdownOutput();
                server.shutdownOutput();
                assertThat(server.getInputStream().readAllBytes())
                        .as("%s, s%d to host", what, stream)
                        .isEqualTo(tape.bytes(stream, TapeKind.TO_HOST));
                assertThat(console.getInputStream().readAllBytes())
                        .as("%s, s%d to console", what, stream)
                        .isEqualTo(tape.bytes(stream, TapeKind.TO_CONSOLE));
            }
        }
    }
}
