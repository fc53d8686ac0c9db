package dev.pcfstap.pcap.tcp;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import org.jspecify.annotations.Nullable;

/** One TCP connection between a console and a host. Mutable; confined to the reading thread. */
final class Connection {
    final Endpoints endpoints;

    /** As they are told of. */
    final StreamAddresses addresses;

    final Flow toHost;
    final Flow toConsole;
    final long stream;

    /** Its SYN, or the answer to it, is in the capture. */
    final boolean handshake;

    /** Whether an export of ours tells of it: then its times are what was recorded, however they run. */
    final boolean retold;

    /** The next connection in the same bucket of the table. */
    @Nullable
    Connection chained;

    boolean over;

    /** The time of the last packet. */
    long nowNanos;

    /** The latest time handed on: times of one stream do not run backwards by small steps. */
    long toldNanos = Long.MIN_VALUE;

    /** The same of the bytes of one direction only. */
    long toldToHostNanos = Long.MIN_VALUE;

    long toldToConsoleNanos = Long.MIN_VALUE;

    /** Which direction's FIN came first in the capture, null while there is none. */
    @Nullable
    Direction finishedFirst;

    /** The direction of a reset that is not where its direction goes on, null when there is none or data followed. */
    @Nullable
    Direction doubtfulReset;

    /** The direction of the reset that ended this, null when none did. */
    @Nullable
    Direction reset;

    long blockedSinceNanos;
    int blockedPackets;

    /** In the list of connections with bytes that wait. */
    boolean listed;

    int notes;

    Connection(
            Endpoints endpoints,
            StreamAddresses addresses,
            boolean retold,
            long stream,
            boolean handshake,
            HeldTotal total) {
        this.addresses = addresses;
        this.retold = retold;
        this.toHost = new Flow(Direction.CONSOLE_TO_HOST, total);
        this.toConsole = new Flow(Direction.HOST_TO_CONSOLE, total);
        this.endpoints = endpoints;
        this.stream = stream;
        this.handshake = handshake;
    }

    Flow flow(Direction direction) {
        return direction == Direction.CONSOLE_TO_HOST ? toHost : toConsole;
    }

    Flow opposite(Flow flow) {
        return flow == toHost ? toConsole : toHost;
    }

    /** Whether both directions have reached their FIN. */
    boolean finished() {
        return toHost.finished && toConsole.finished;
    }

    boolean waits() {
        return !toHost.held.isEmpty() || !toConsole.held.isEmpty();
    }

    long heldCost() {
        return toHost.held.cost() + toConsole.held.cost();
    }

    /** The time of the last bytes of a direction that were handed on. */
    long toldNanos(Direction direction) {
        return direction == Direction.CONSOLE_TO_HOST ? toldToHostNanos : toldToConsoleNanos;
    }
}
