package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.KeepAlive;
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
 * @param keepAlive when a silent peer is probed and counts as lost
 * @param halfCloseTimeout how long a stream that one side has ended may be idle; zero for ever
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
        KeepAlive keepAlive,
        Duration halfCloseTimeout,
        boolean writeAhead) {
    /** 1,000 consoles' streams. */
    public static final int DEFAULT_MAX_STREAMS = 1000;

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_MAX_STALL = Duration.ofSeconds(1);
    public static final Duration DEFAULT_HALF_CLOSE_TIMEOUT = Duration.ofSeconds(60);
    public static final int DEFAULT_WRITE_QUEUE_BYTES = 128 << 10;
    public static final long DEFAULT_UNWRITTEN_BYTES = 32L << 20;

    /** More threads than this only cost memory. */
    public static final int MAX_EVENT_LOOPS = 256;

    /** More than a machine has ports for one address. */
    public static final int MAX_STREAMS = 100_000;

    private static final Duration LONGEST = Duration.ofDays(1);

    public RelayOptions {
        checkRange("event loops are ", eventLoops, MAX_EVENT_LOOPS);
        checkRange("the most streams are ", maxStreams, MAX_STREAMS);
        checkRange("the connect timeout is ", connectTimeout, Duration.ofMillis(1));
        checkRange("the longest stall is ", maxStall, Duration.ZERO);
        checkRange("the half-close timeout is ", halfCloseTimeout, Duration.ZERO);
        if (upstream.port() == 0) {
            throw new IllegalArgumentException("the upstream's port is 0");
        }
    }

    private static void checkRange(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(what + value + ", must be 1 to " + most);
        }
    }

    private static void checkRange(String what, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + text(value) + ", must be " + text(least) + " to " + text(LONGEST));
        }
    }

    private static String text(Duration value) {
        return value.toNanos() % 1_000_000 != 0 ? value.toNanos() / 1000 + "us" : value.toMillis() + "ms";
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
                KeepAlive.DEFAULT,
                DEFAULT_HALF_CLOSE_TIMEOUT,
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
                keepAlive,
                halfCloseTimeout,
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
                keepAlive,
                halfCloseTimeout,
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
                keepAlive,
                halfCloseTimeout,
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
                keepAlive,
                halfCloseTimeout,
                writeAhead);
    }

    public RelayOptions withKeepAlive(KeepAlive probing) {
        return new RelayOptions(
                listen,
                upstream,
                eventLoops,
                maxStreams,
                connectTimeout,
                maxStall,
                writeQueueBytes,
                unwrittenBytes,
                probing,
                halfCloseTimeout,
                writeAhead);
    }

    public RelayOptions withHalfCloseTimeout(Duration timeout) {
        return new RelayOptions(
                listen,
                upstream,
                eventLoops,
                maxStreams,
                connectTimeout,
                maxStall,
                writeQueueBytes,
                unwrittenBytes,
                keepAlive,
                timeout,
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
                keepAlive,
                halfCloseTimeout,
                on);
    }
}
