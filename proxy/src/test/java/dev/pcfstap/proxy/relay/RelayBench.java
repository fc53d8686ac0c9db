package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.TapProxy;
import dev.pcfstap.proxy.TapProxyOptions;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRingOptions;
import dev.pcfstap.tap.TapSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A listening host and a running proxy in front of it, with small limits where a test asks for them. */
final class RelayBench implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    final ServerSocket listener;
    final TapProxy proxy;
    final Endpoint endpoint;

    private RelayBench(ServerSocket listener, TapProxy proxy, Endpoint endpoint) {
        this.listener = listener;
        this.proxy = proxy;
        this.endpoint = endpoint;
    }

    static RelayBench start(TapSink sink) throws Exception {
        return start(sink, TapRingOptions.DEFAULT, options -> options);
    }

    static RelayBench start(TapSink sink, TapRingOptions ring, UnaryOperator<RelayOptions> adjust) throws Exception {
        ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
        return start(listener, listener.getLocalPort(), sink, ring, adjust);
    }

    static RelayBench start(
            ServerSocket listener,
            int upstreamPort,
            TapSink sink,
            TapRingOptions ring,
            UnaryOperator<RelayOptions> adjust)
            throws Exception {
        RelayOptions relay = adjust.apply(
                RelayOptions.between(new Endpoint("127.0.0.1", 0), new Endpoint("127.0.0.1", upstreamPort)));
        TapProxy proxy =
                new TapProxy(new TapProxyOptions(relay, ring, Duration.ofMillis(100)), TapClock.system(), sink);
        Endpoint endpoint =
                proxy.start().toCompletionStage().toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        return new RelayBench(listener, proxy, endpoint);
    }

    Peer console() throws IOException {
        return Peer.connect(endpoint.port());
    }

    Peer host() throws IOException {
        return new Peer(listener.accept());
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        listener.close();
    }
}
