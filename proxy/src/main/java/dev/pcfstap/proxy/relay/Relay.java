package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.Fault;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
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
    private final HalfClosedStreams halfClosed = new HalfClosedStreams();
    private final AtomicInteger liveStreams = new AtomicInteger();
    private final AtomicLong streams = new AtomicLong();
    private final AtomicInteger port = new AtomicInteger();
    private final Refusals refusals;
    private volatile InetAddress listenAddress = InetAddress.getLoopbackAddress();
    private volatile String deployment = "";

    public Relay(Vertx vertx, RelayOptions options, TapClock clock, TapRing ring) {
        this.vertx = vertx;
        this.options = options;
        this.clock = clock;
        this.ring = ring;
        this.refusals = new Refusals(System::nanoTime, new Fault(), text -> ring.note(clock.epochNanos(), text));
    }

    /** Begins to accept; the result is where. Fails with a {@link ListenException} when the port cannot be had. */
    public Future<Endpoint> start() {
        DeploymentOptions instances = new DeploymentOptions().setInstances(options.eventLoops());
        return vertx.executeBlocking(
                        () -> InetAddress.getByName(options.listen().host()), false)
                .compose(address -> {
                    listenAddress = address;
                    return vertx.deployVerticle(() -> new RelayLoop(this), instances);
                })
                .map(id -> {
                    deployment = id;
                    return new Endpoint(options.listen().host(), port.get());
                })
                .recover(e -> Future.failedFuture(ListenException.of(options.listen(), e)));
    }

    /** Accepts no more and closes all streams, after what was read has been passed on. */
    public Future<Void> stop() {
        Future<Void> stopped = deployment.isEmpty() ? Future.succeededFuture() : vertx.undeploy(deployment);
        return stopped.onComplete(result -> refusals.tell());
    }

    /** To be called now and then: notes what waits to be noted. Any thread. */
    public void tick() {
        refusals.tell();
    }

    /** Connections that were refused although a console wanted to be served. Any thread. */
    public long refused() {
        return refusals.count();
    }

    /** Streams whose host could not be reached. Any thread. */
    public long unreachable() {
        return faults.unreachable().strikes();
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
        return new RelaySetting(options, clock, budget, faults, halfClosed, new BulkTurns());
    }

    TapRing ring() {
        return ring;
    }

    Refusals refusals() {
        return refusals;
    }

    /** Where to listen, known from {@link #start} on. */
    InetAddress listenAddress() {
        return listenAddress;
    }

    /**
     * Asks the system where the host is, and leaves out what is the tap itself: a name may come to lead back at any time. May
     * block.
     */
    InetAddress[] upstreamAddresses(String host) throws UnknownHostException {
        OwnAddress own = new OwnAddress(new InetSocketAddress(listenAddress, port.get()));
        InetAddress[] others = Arrays.stream(InetAddress.getAllByName(host))
                .filter(address -> !own.isAt(address, options.upstream().port()))
                .toArray(InetAddress[]::new);
        if (others.length == 0) {
            throw new IllegalStateException("the name leads back to the tap itself");
        }
        return others;
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
