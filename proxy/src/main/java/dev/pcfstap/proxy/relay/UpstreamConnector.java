package dev.pcfstap.proxy.relay;

import io.vertx.core.Future;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the host: its name is looked up, and its addresses are tried one after the other, the one that worked last first.
 * All of that has the time of the connect timeout; an address that does not answer takes its share of what is left, so that
 * the others get theirs. Never two at once, as the host would see a connection on which nobody speaks. Confined to its event
 * loop.
 */
final class UpstreamConnector {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final RelayOptions options;
    private final UpstreamLookup lookup;
    private final NetClient client;
    private @Nullable InetAddress workedLast;

    UpstreamConnector(RelayOptions options, UpstreamLookup lookup, NetClient client) {
        this.options = options;
        this.lookup = lookup;
        this.client = client;
    }

    /**
     * Fails with an exception whose message tells of each address that was tried; see {@link ConnectFailure}. A connection that
     * is not wanted any more is not begun: that is a {@link CancellationException} if none was tried.
     */
    Future<NetSocket> connect(BooleanSupplier wanted) {
        long endNanos = System.nanoTime() + options.connectTimeout().toNanos();
        return lookup.addresses()
                .timeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(ConnectFailure.ofLookup(options, failure)))
                .compose(addresses -> new Attempt(inOrder(addresses), endNanos, wanted).next());
    }

    private List<InetAddress> inOrder(List<InetAddress> addresses) {
        InetAddress first = workedLast;
        if (first == null || !addresses.contains(first)) {
            return addresses;
        }
        List<InetAddress> ordered = new ArrayList<>(addresses);
        ordered.remove(first);
        ordered.add(0, first);
        return ordered;
    }

    /** One connection's way through the addresses. */
    private final class Attempt {
        private final List<InetAddress> addresses;
        private final long endNanos;
        private final BooleanSupplier wanted;
        private final List<String> failures = new ArrayList<>();

        Attempt(List<InetAddress> addresses, long endNanos, BooleanSupplier wanted) {
            this.addresses = addresses;
            this.endNanos = endNanos;
            this.wanted = wanted;
        }

        Future<NetSocket> next() {
            int tried = failures.size();
            if (tried == 0 && !wanted.getAsBoolean()) {
                return Future.failedFuture(new CancellationException("the console has gone"));
            }
            if (tried == addresses.size() || !wanted.getAsBoolean()) {
                return Future.failedFuture(ConnectFailure.ofAll(options, failures));
            }
            InetAddress address = addresses.get(tried);
            int timeoutMillis = shareMillis(addresses.size() - tried);
            ConnectOptions target = new ConnectOptions()
                    .setRemoteAddress(SocketAddress.inetSocketAddress(
                            new InetSocketAddress(address, options.upstream().port())))
                    .setTimeout(timeoutMillis);
            return client.connect(target).transform(result -> {
                if (result.succeeded()) {
                    workedLast = address;
                    return Future.succeededFuture(result.result());
                }
                failures.add(ConnectFailure.describe(options, address, timeoutMillis, result.cause()));
                return next();
            });
        }

        private int shareMillis(int left) {
            long leftMillis = (endNanos - System.nanoTime()) / NANOS_PER_MILLI;
            return (int) Math.max(1, leftMillis / left);
        }
    }
}
