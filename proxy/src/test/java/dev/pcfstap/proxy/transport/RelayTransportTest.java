package dev.pcfstap.proxy.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket that was accepted and one that was connected, on each transport. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RelayTransportTest {
    private static final KeepAlive KEEP_ALIVE = new KeepAlive(Duration.ofSeconds(77), Duration.ofSeconds(7), 5);

    static List<Transport> transports() {
        return List.of(RelayTransport.best(KEEP_ALIVE), RelayTransport.nio(KEEP_ALIVE));
    }

    /** One end is Vert.x's, with what it read; the other is the JDK's. */
    private record Connection(NetSocketInternal ours, Queue<Buffer> reads, Socket theirs) {
        String readText() {
            return reads.stream().map(read -> read.toString(US_ASCII)).collect(Collectors.joining());
        }
    }

    /** What is done with a connection. */
    private interface Use {
        void of(Connection connection) throws Exception;
    }

    @ParameterizedTest
    @MethodSource("transports")
    void urgentDataStaysAmongTheOtherBytes(Transport transport) throws Exception {
        onBothKinds(transport, connection -> {
            connection.theirs.getOutputStream().write("abc".getBytes(US_ASCII));
            connection.theirs.sendUrgentData('U');
            connection.theirs.getOutputStream().write("def".getBytes(US_ASCII));
            await().atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(connection.readText()).isEqualTo("abcUdef"));
        });
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theFirstReadTakesAllThatIsThere(Transport transport) throws Exception {
        onBothKinds(transport, connection -> {
            connection.theirs.getOutputStream().write(new byte[60_000]);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() ->
                            connection.reads.stream().mapToInt(Buffer::length).sum() == 60_000);
            assertThat(connection.reads).hasSize(1);
        });
    }

    @ParameterizedTest
    @MethodSource("transports")
    void silentPeersAreProbedAsTheOptionSays(Transport transport) throws Exception {
        onBothKinds(transport, connection -> {
            ChannelConfig config =
                    connection.ours.channelHandlerContext().channel().config();
            assertThat(config.getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            boolean nio = transport.name().equals("nio");
            assertThat(config.getOption(
                            nio
                                    ? NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)
                                    : EpollChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(77);
            assertThat(config.getOption(
                            nio
                                    ? NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                                    : EpollChannelOption.TCP_KEEPINTVL))
                    .isEqualTo(7);
            assertThat(config.getOption(
                            nio
                                    ? NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)
                                    : EpollChannelOption.TCP_KEEPCNT))
                    .isEqualTo(5);
        });
    }

    private static void onBothKinds(Transport transport, Use use) throws Exception {
        Vertx vertx = Vertx.builder().withTransport(transport).build();
        try {
            onAccepted(vertx, use);
            onConnected(vertx, use);
        } finally {
            result(vertx.close());
        }
    }

    private static void onAccepted(Vertx vertx, Use use) throws Exception {
        BlockingQueue<NetSocket> accepted = new LinkedBlockingQueue<>();
        Queue<Buffer> reads = new ConcurrentLinkedQueue<>();
        int port = result(vertx.createNetServer()
                        .connectHandler(socket -> {
                            socket.handler(reads::add);
                            accepted.add(socket);
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
        try (Socket theirs = new Socket(InetAddress.getLoopbackAddress(), port)) {
            NetSocket ours = accepted.poll(30, TimeUnit.SECONDS);
            assertThat(ours).isNotNull();
            use.of(new Connection((NetSocketInternal) ours, reads, theirs));
        }
    }

    private static void onConnected(Vertx vertx, Use use) throws Exception {
        Queue<Buffer> reads = new ConcurrentLinkedQueue<>();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<NetSocket> connecting = vertx.createNetClient()
                    .connect(listener.getLocalPort(), "127.0.0.1")
                    .onSuccess(socket -> socket.handler(reads::add));
            try (Socket theirs = listener.accept()) {
                NetSocket ours = result(connecting);
                use.of(new Connection((NetSocketInternal) ours, reads, theirs));
            }
        }
    }

    private static <T> T result(Future<T> future) throws IOException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
