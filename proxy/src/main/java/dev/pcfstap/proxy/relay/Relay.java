package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accepts consoles and relays each to the host. {@link #start} and {@link #stop} may be called from any thread, once.
 *
 * <p>Every event loop has its own server on the shared port and its own client, so that a stream never changes threads.
 */
public final class Relay {
    private final Vertx vertx;
    private final RelayOptions options;
    private final TapClock clock;
    private final TapRing ring;
    private final RelayFaults faults = RelayFaults.create();
    private final AtomicInteger liveStreams = new AtomicInteger();
    private final AtomicLong streams = new AtomicLong();
    private final AtomicInteger port = new AtomicInteger();
    private volatile String deployment = "";

    public Relay(Vertx vertx, RelayOptions options, TapClock clock, TapRing ring) {
        this.vertx = vertx;
        this.options = options;
        this.clock = clock;
        this.ring = ring;
    }

    /** Begins to accept; the result is where. Fails when the port cannot be had. */
    public Future<Endpoint> start() {
        DeploymentOptions instances = new DeploymentOptions().setInstances(options.eventLoops());
        return vertx.deployVerticle(() -> new RelayLoop(this), instances).map(id -> {
            deployment = id;
            return new Endpoint(options.listen().host(), port.get());
        });
    }

    /** Accepts no more and closes all streams, after what was read has been passed on. */
    public Future<Void> stop() {
        return deployment.isEmpty() ? Future.succeededFuture() : vertx.undeploy(deployment);
    }

    /** Streams that are open now. Any thread. */
    public int liveStreams() {
        return liveStreams.get();
    }

    /** Streams that were ever opened. Any thread. */
    public long streams() {
        return streams.get();
    }

    RelaySetting setting() {
        WriteBudget budget =
                new WriteBudget(options.writeQueueBytes(), options.unwrittenBytes() / options.eventLoops());
        return new RelaySetting(options, clock, budget, faults);
    }

    TapRing ring() {
        return ring;
    }

    void listening(int actualPort) {
        port.set(actualPort);
    }

    /** Whether one more stream may open; if so it is counted. */
    boolean admit() {
        if (liveStreams.incrementAndGet() > options.maxStreams()) {
            liveStreams.decrementAndGet();
            return false;
        }
        streams.incrementAndGet();
        return true;
    }

    void left() {
        liveStreams.decrementAndGet();
    }
}
