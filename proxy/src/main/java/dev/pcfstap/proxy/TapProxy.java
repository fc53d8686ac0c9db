package dev.pcfstap.proxy;

import dev.pcfstap.proxy.relay.Endpoint;
import dev.pcfstap.proxy.relay.Relay;
import dev.pcfstap.proxy.transport.KeepAlive;
import dev.pcfstap.proxy.transport.RelayTransport;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRing;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.tap.TrafficCounts;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The sidecar: a relay whose traffic goes to a sink through a ring.
 *
 * <p>{@link #start} and {@link #close} may be called from any thread but an event loop. The sink is only called on the ring's
 * consumer thread and is stopped by {@link #close}.
 */
public final class TapProxy implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(TapProxy.class);
    private static final Duration RELAY_DEADLINE = Duration.ofSeconds(5);
    private static final Duration RING_DEADLINE = Duration.ofSeconds(10);

    private final TapClock clock;
    private final TapProxyOptions options;
    private final Vertx vertx;
    private final List<EventExecutor> loops = new ArrayList<>();
    private final TapRing ring;
    private final Relay relay;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean finished;

    public TapProxy(TapProxyOptions options, TapClock clock, TapSink sink) {
        this.options = options;
        this.clock = clock;
        this.vertx = vertx(options.relay().eventLoops(), options.relay().keepAlive());
        VertxInternal internal = (VertxInternal) vertx;
        internal.nettyEventLoopGroup().forEach(loops::add);
        internal.acceptorEventLoopGroup().forEach(loops::add);
        this.ring = TapRing.start(options.ring(), clock, sink);
        this.relay = new Relay(vertx, options.relay(), clock, ring);
    }

    /** Begins to accept consoles; the result is where. */
    public Future<Endpoint> start() {
        return relay.start().onSuccess(endpoint -> {
            LOG.info(
                    "relaying {} to {}, native transport: {}",
                    endpoint,
                    options.relay().upstream(),
                    vertx.isNativeTransportEnabled());
            vertx.setPeriodic(options.flushInterval().toMillis(), timer -> tick());
        });
    }

    private void tick() {
        relay.tick();
        ring.tick(clock.epochNanos());
    }

    /** The books of all streams. Any thread. */
    public TrafficCounts totals() {
        return ring.totals();
    }

    /** The books of each stream that lost something. Any thread. */
    public SortedMap<Long, TrafficCounts> losses() {
        return ring.losses();
    }

    /** Streams that were ever opened. Any thread. */
    public long streams() {
        return relay.streams();
    }

    /** Connections that were refused although a console wanted to be served. Any thread. */
    public long refused() {
        return relay.refused();
    }

    /** Streams whose host could not be reached. Any thread. */
    public long unreachable() {
        return relay.unreachable();
    }

    /** Streams that came and went while the log was blocked, and are not in it. Any thread. */
    public long untoldStreams() {
        return ring.untoldStreams();
    }

    /** Streams that are open now. Any thread. */
    public int liveStreams() {
        return relay.liveStreams();
    }

    /**
     * Whether all threads that traffic and log depend on live. One that has died, as one may whose heap is used up, is not
     * replaced: connections hang from then on. Any thread, before {@link #close}.
     */
    public boolean isAlive() {
        for (EventExecutor loop : loops) {
            if (loop.isShuttingDown()) {
                return false;
            }
        }
        return ring.isAlive();
    }

    /**
     * Accepts no more, closes all streams, drains the ring into the sink and stops the sink. Idempotent.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        await("the relay", relay.stop(), RELAY_DEADLINE);
        finished = ring.close(RING_DEADLINE);
        await("the event loops", vertx.close(), RELAY_DEADLINE);
    }

    /** Whether the sink had everything and was stopped; false until {@link #close} has returned. Any thread. */
    public boolean isFinished() {
        return finished;
    }

    private static void await(String what, Future<?> future, Duration deadline) {
        try {
            future.toCompletionStage().toCompletableFuture().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            LOG.warn("{} failed to stop", what, e.getCause());
        } catch (TimeoutException e) {
            LOG.warn("{} did not stop within {}s", what, deadline.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Vertx vertx(int eventLoops, KeepAlive keepAlive) {
        return Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(eventLoops)
                        .setUseDaemonThread(true)
                        // An idle tap is to sleep; a loop that is blocked for so long is blocked for longer.
                        .setBlockedThreadCheckInterval(5)
                        .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false)))
                .withTransport(RelayTransport.best(keepAlive))
                .build();
    }
}
