package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the host is looked up and connected to. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UpstreamTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void closeVertx() throws Exception {
        result(vertx.close());
    }

    @Test
    void aNameIsAskedForOffTheLoopAndWhoComesLaterGetsALaterAnswer() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        UpstreamLookup lookup = new UpstreamLookup(vertx, new Endpoint("console.test", 7500), host -> {
            assertThat(host).isEqualTo("console.test");
            assertThat(Context.isOnEventLoopThread()).isFalse();
            int lookupNumber = asked.incrementAndGet();
            slow.await();
            return new InetAddress[] {InetAddress.getByName("192.0.2." + lookupNumber)};
        });
        CompletableFuture<List<InetAddress>> first = onLoop(lookup::addresses);
        await().until(() -> asked.get() == 1);
        CompletableFuture<List<InetAddress>> second = onLoop(lookup::addresses);
        CompletableFuture<List<InetAddress>> third = onLoop(lookup::addresses);
        assertThat(onLoop(() -> Future.succeededFuture("the loop lives")).get(20, TimeUnit.SECONDS))
                .isEqualTo("the loop lives");
        slow.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).hasToString("[/192.0.2.1]");
        assertThat(second.get(20, TimeUnit.SECONDS)).hasToString("[/192.0.2.2]");
        assertThat(third.get(20, TimeUnit.SECONDS)).hasToString("[/192.0.2.2]");
        assertThat(asked).hasValue(2);
        assertThat(onLoop(lookup::addresses).get(20, TimeUnit.SECONDS)).hasToString("[/192.0.2.3]");
    }

    @Test
    void anAddressIsNotAskedFor() throws Exception {
        UpstreamLookup lookup = new UpstreamLookup(vertx, Endpoint.parse("[::1]:7500"), host -> {
            throw new IllegalStateException("asked for " + host);
        });
        assertThat(onLoop(lookup::addresses).get(20, TimeUnit.SECONDS)).hasToString("[/0:0:0:0:0:0:0:1]");
    }

    @Test
    void eachAddressIsTriedAndTheOneThatWorkedIsTheFirstNextTime() throws Exception {
        try (ServerSocket host = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.3"))) {
            UpstreamConnector connector =
                    connector(host.getLocalPort(), name -> addresses("::1", "127.0.0.2", "127.0.0.3"));
            NetSocket socket = onLoop(() -> connector.connect(() -> true)).get(20, TimeUnit.SECONDS);
            assertThat(socket.remoteAddress().hostAddress()).isEqualTo("127.0.0.3");
            try (ServerSocket earlier = new ServerSocket(host.getLocalPort(), 10, InetAddress.getByName("127.0.0.2"))) {
                NetSocket again = onLoop(() -> connector.connect(() -> true)).get(20, TimeUnit.SECONDS);
                assertThat(again.remoteAddress().hostAddress()).isEqualTo("127.0.0.3");
                assertThat(earlier.isBound()).isTrue();
            }
        }
    }

    @Test
    void whatFailedIsToldOfEachAddress() throws Exception {
        int port;
        try (ServerSocket closedAtOnce = new ServerSocket(0)) {
            port = closedAtOnce.getLocalPort();
        }
        assertFails(
                connector(port, name -> addresses("127.0.0.2", "127.0.0.3")),
                "console.test:" + port + ": 127.0.0.2: connection refused; 127.0.0.3: connection refused");
        assertFails(
                connector(port, name -> {
                    throw new UnknownHostException(name);
                }),
                "console.test:" + port + ": no such host");
    }

    @Test
    void aLookupThatTakesTooLongIsGivenUp() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        RelayOptions options = options(7500).withConnectTimeout(Duration.ofMillis(50));
        UpstreamConnector connector = new UpstreamConnector(
                options,
                new UpstreamLookup(vertx, options.upstream(), name -> {
                    answer.await();
                    return addresses("127.0.0.1");
                }),
                vertx.createNetClient());
        assertFails(connector, "console.test:7500: the name was not found within 50ms");
        answer.countDown();
    }

    @Test
    void nothingIsConnectedForAConsoleThatHasGone() throws Exception {
        AtomicBoolean there = new AtomicBoolean(true);
        try (ServerSocket host = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.3"))) {
            UpstreamConnector connector = connector(host.getLocalPort(), name -> {
                there.set(false);
                return addresses("127.0.0.3");
            });
            assertThatThrownBy(() -> onLoop(() -> connector.connect(there::get)).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class);
            NetSocket next = onLoop(() -> connector.connect(() -> true)).get(20, TimeUnit.SECONDS);
            try (Socket first = host.accept()) {
                assertThat(first.getPort()).isEqualTo(next.localAddress().port());
            }
        }
    }

    private void assertFails(UpstreamConnector connector, String message) {
        assertThatThrownBy(() -> onLoop(() -> connector.connect(() -> true)).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage(message);
    }

    private UpstreamConnector connector(int port, UpstreamLookup.Names names) {
        RelayOptions options = options(port);
        return new UpstreamConnector(
                options, new UpstreamLookup(vertx, options.upstream(), names), vertx.createNetClient());
    }

    private static RelayOptions options(int port) {
        return RelayOptions.between(new Endpoint("127.0.0.1", 0), new Endpoint("console.test", port));
    }

    private static InetAddress[] addresses(String... texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    private <T> CompletableFuture<T> onLoop(Callable<Future<T>> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.runOnContext(nothing -> {
            try {
                task.call().onComplete(result -> {
                    if (result.succeeded()) {
                        answer.complete(result.result());
                    } else {
                        answer.completeExceptionally(result.cause());
                    }
                });
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
