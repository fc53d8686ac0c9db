package dev.pcfstap.proxy.relay;

import java.time.Duration;

/**
 * How the relay listens, connects and bounds itself.
 *
 * @param listen where consoles connect; port 0 picks a free one
 * @param upstream the host that serves the files
 * @param eventLoops how many threads share the streams
 * @param maxStreams a connection beyond this many live streams is refused
 * @param connectTimeout how long the host may take to accept a connection
 * @param maxStall how long a full ring may hold a stream up before its traffic goes on unrecorded
 * @param writeQueueBytes how much may wait to be written to one socket before its peer is no longer read
 * @param unwrittenBytes how much may wait to be written to all sockets together before the limit of one shrinks to nothing
 * @param writeAhead whether a request is forwarded only after the sink has finished with the batch that it is in
 */
public record RelayOptions(
        Endpoint listen,
        Endpoint upstream,
        int eventLoops,
        int maxStreams,
        Duration connectTimeout,
        Duration maxStall,
        int writeQueueBytes,
        long unwrittenBytes,
        boolean writeAhead) {
    /** 1,000 consoles' streams. */
    public static final int DEFAULT_MAX_STREAMS = 1000;

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_MAX_STALL = Duration.ofSeconds(1);
    public static final int DEFAULT_WRITE_QUEUE_BYTES = 128 << 10;
    public static final long DEFAULT_UNWRITTEN_BYTES = 32L << 20;

    public RelayOptions {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("event loops are " + eventLoops + ", must be at least 1");
        }
        if (maxStreams < 1) {
            throw new IllegalArgumentException("the most streams are " + maxStreams + ", must be at least 1");
        }
        if (upstream.port() == 0) {
            throw new IllegalArgumentException("the upstream's port is 0");
        }
    }

    /** The defaults between two endpoints. */
    public static RelayOptions between(Endpoint listen, Endpoint upstream) {
        return new RelayOptions(
                listen,
                upstream,
                defaultEventLoops(),
                DEFAULT_MAX_STREAMS,
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_MAX_STALL,
                DEFAULT_WRITE_QUEUE_BYTES,
                DEFAULT_UNWRITTEN_BYTES,
                false);
    }

    /** Half of the cores, as the consumer thread, the console and the host need some too, and four at most. */
    public static int defaultEventLoops() {
        return Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
    }

    public RelayOptions withEventLoops(int count) {
        return new RelayOptions(
                listen,
                upstream,
                count,
                maxStreams,
                connectTimeout,
                maxStall,
                writeQueueBytes,
                unwrittenBytes,
                writeAhead);
    }

    public RelayOptions withMaxStreams(int count) {
        return new RelayOptions(
                listen,
                upstream,
                eventLoops,
                count,
                connectTimeout,
                maxStall,
                writeQueueBytes,
                unwrittenBytes,
                writeAhead);
    }

    public RelayOptions withConnectTimeout(Duration timeout) {
        return new RelayOptions(
                listen,
                upstream,
                eventLoops,
                maxStreams,
                timeout,
                maxStall,
                writeQueueBytes,
                unwrittenBytes,
                writeAhead);
    }

    public RelayOptions withMaxStall(Duration stall) {
        return new RelayOptions(
                listen,
                upstream,
                eventLoops,
                maxStreams,
                connectTimeout,
                stall,
                writeQueueBytes,
                unwrittenBytes,
                writeAhead);
    }

    public RelayOptions withWriteAhead(boolean on) {
        return new RelayOptions(
                listen,
                upstream,
                eventLoops,
                maxStreams,
                connectTimeout,
                maxStall,
                writeQueueBytes,
                unwrittenBytes,
                on);
    }
}
