package dev.pcfstap.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.play.Played;
import dev.pcfstap.fixtures.play.TapePlayer;
import dev.pcfstap.fixtures.tape.Conversation;
import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
            + "(#\\d+ (->\\w+ +\\{.*\\}.*| {2}->\\d+|<- *(\\w+|Folder Item) \\{.*\\}.*)"
            + "| {2} (->Unknown +\\{.*\\}.*|<- +Unknown \\{.*\\}.*|open  client=.*|note  [a-z-]+.*|close reason=.*))");

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
        RelayOptions relay = RelayOptions.between(new Endpoint(LOOPBACK, 0), new Endpoint(LOOPBACK, hostPort));
        TapProxyOptions options = new TapProxyOptions(relay, TapRingOptions.DEFAULT, Duration.ofSeconds(1));
        return new TapProxy(options, clock, new WalPipeline(DecoderLimits.DEFAULT, walFormat, file, event -> {}));
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
        assertThat(Files.readAllBytes(wal)).asString().isEqualTo(golden.catDevText());
        await(player.close());
    }

    @Test
    void twentyThousandConversationsAreForwardedUnchangedAndAccountedFor() throws Exception {
        Path wal = folder.resolve("conversations.wal");
        TapePlayer player = await(TapePlayer.listen(vertx));
        long openings = 0;
        TapProxy proxy = proxy(player.hostPort(), wal, WalFormatName.TAP);
        int port = await(proxy.start()).port();
        for (long seed = 0; seed < CONVERSATIONS; seed++) {
            Conversation conversation = ConversationGenerator.DEFAULT.generate(seed);
            Tape tape = conversation.tape();
            openings += tape.streams().size();
            assertForwarded(tape, await(player.play(tape, LOOPBACK, port)), "seed " + seed);
        }
        // The consumer lives: a session after all of them is decoded as ever.
        await(player.play(Golden.of("boot").tape(), LOOPBACK, port));
        proxy.close();
        await(player.close());

        assertThat(proxy.totals().balanced()).as("%s", proxy.totals()).isTrue();
        assertThat(proxy.totals().lostEvents()).isZero();
        assertThat(proxy.streams()).isEqualTo(openings + 1);
        assertThat(Files.readString(wal)).endsWith(" requests=17 responses=17\n");
        try (Stream<String> lines = Files.lines(wal)) {
            assertThat(lines.skip(1).filter(line -> !TAP_LINE.matcher(line).matches()))
                    .isEmpty();
        }
    }
}
