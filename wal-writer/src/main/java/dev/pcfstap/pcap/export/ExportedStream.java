package dev.pcfstap.pcap.export;

import dev.pcfstap.tap.Direction;
import java.util.ArrayList;
import java.util.List;

/** Where a stream's sequence numbers stand. Mutable; confined to the exporting thread. */
final class ExportedStream {
    final Endpoint console;
    final Endpoint host;
    final long openedNanos;
    private final Half toHost = new Half();
    private final Half toConsole = new Half();

    /** The host has answered the SYN. */
    boolean established;

    /** What is to be said with the next packet. */
    final List<String> pendingComments = new ArrayList<>();

    /** A connection whose first sequence numbers depend on the stream's number, so that used ports do not confuse. */
    ExportedStream(long stream, Endpoint console, Endpoint host, long openedNanos) {
        this.console = console;
        this.host = host;
        this.openedNanos = openedNanos;
        long mixed = stream * 0x9E3779B97F4A7C15L;
        toHost.next = (int) (mixed >>> 32);
        toConsole.next = (int) mixed;
    }

    int next(Direction direction) {
        return half(direction).next;
    }

    void advance(Direction direction, long bytes) {
        half(direction).next += (int) bytes;
    }

    /** Counts bytes that the other side has not acknowledged; returns how many there are. */
    long sent(Direction direction, int bytes) {
        return half(direction).unacknowledged += bytes;
    }

    /** A packet of this direction acknowledges everything of the other one. */
    void acknowledges(Direction direction) {
        half(direction.opposite()).unacknowledged = 0;
    }

    Endpoint from(Direction direction) {
        return direction == Direction.CONSOLE_TO_HOST ? console : host;
    }

    private Half half(Direction direction) {
        return direction == Direction.CONSOLE_TO_HOST ? toHost : toConsole;
    }

    boolean ipv4() {
        return console.isIpv4() && host.isIpv4();
    }

    List<String> takeComments() {
        List<String> taken = List.copyOf(pendingComments);
        pendingComments.clear();
        return taken;
    }

    private static final class Half {
        private int next;
        private long unacknowledged;
    }
}
