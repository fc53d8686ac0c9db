package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.proxy.transport.KeepAlive;
import dev.pcfstap.proxy.transport.RelayTransport;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.StreamTap;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRing;
import dev.pcfstap.tap.TapRingOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The host and the opening of a stream, when the ring is full: stream 1 blocks the log, stream 2 comes then. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OpeningFirstTest {
    private final Vertx vertx = Vertx.builder()
            .withTransport(RelayTransport.best(KeepAlive.DEFAULT))
            .build();
    private final TapClock clock = TapClock.system();
    private final StubbornSink sink = new StubbornSink();
    private final TapRing ring = TapRing.start(new TapRingOptions(16, 1 << 20), clock, sink);
    private final ServerSocket listener;

    OpeningFirstTest() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(20_000);
    }

    @BeforeEach
    void fillTheRing() {
        sink.block();
        StreamTap blocking = ring.open(0, new StreamAddresses("", ""), Runnable::run);
        assertThat(blocking.offer(Direction.CONSOLE_TO_HOST, 0, new byte[1])).isTrue();
        await().until(sink::isBlocking);
        while (ring.tick(0)) {
            assertThat(ring.isAlive()).isTrue();
        }
    }

    @AfterEach
    void close() throws Exception {
        sink.unblock();
        ring.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        listener.close();
    }

    @Test
    void theHostIsNotConnectedBeforeTheRingHasTheOpening() throws Exception {
        Relay relay = relay(Duration.ofMinutes(5));
        try (Peer console = Peer.connect(start(relay))) {
            await().until(() -> relay.liveStreams() == 1);
            console.says(new byte[] {'x'});
            listener.setSoTimeout(300);
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
            listener.setSoTimeout(20_000);
            sink.unblock();
            try (Peer host = new Peer(listener.accept())) {
                assertThat(host.hearsByte()).isEqualTo('x');
            }
        }
        await().until(() -> sink.stream(2).toHost().length == 1);
        assertThat(sink.stream(2).notes()).isEmpty();
    }

    @Test
    void itIsHeldUpNoLongerThanTrafficMayBeAndANoteSaysSo() throws Exception {
        Relay relay = relay(Duration.ofMillis(50));
        try (Peer console = Peer.connect(start(relay));
                Peer host = new Peer(listener.accept())) {
            console.says(new byte[] {'x'});
            assertThat(host.hearsByte()).isEqualTo('x');
            sink.unblock();
            await().until(() -> !sink.stream(2).notes().isEmpty());
            assertThat(sink.stream(2).notes())
                    .isEqualTo(List.of("after a stall of 50ms the host is connected before the log has the stream"));
        }
    }

    /** Elsewhere a socket that is not read says nothing of a reset. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theHostIsNotConnectedForAConsoleThatHasResetMeanwhile() throws Exception {
        Relay relay = relay(Duration.ofMinutes(5));
        int port = start(relay);
        try (Peer console = Peer.connect(port)) {
            await().until(() -> relay.liveStreams() == 1);
            console.resets();
        }
        await().until(() -> relay.liveStreams() == 0);
        sink.unblock();
        try (Peer console = Peer.connect(port);
                Peer host = new Peer(listener.accept())) {
            console.says(new byte[] {'y'});
            assertThat(host.hearsByte()).isEqualTo('y');
        }
        assertThat(relay.unreachable()).isZero();
    }

    private Relay relay(Duration maxStall) {
        RelayOptions options = RelayOptions.between(
                        new Endpoint("127.0.0.1", 0), new Endpoint("127.0.0.1", listener.getLocalPort()))
                .withEventLoops(1)
                .withMaxStall(maxStall);
        return new Relay(vertx, options, clock, ring);
    }

    private static int start(Relay relay) throws Exception {
        return relay.start()
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .port();
    }
}
