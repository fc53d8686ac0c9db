package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.packet.TcpSegment;
import dev.pcfstap.tap.Direction;

/** Decides whether a segment belongs to a new connection between the ports of one that is known. Stateless. */
final class Restarts {
    private Restarts() {}

    static boolean restarts(Connection of, TcpSegment segment, Direction direction) {
        Flow flow = of.flow(direction);
        if (segment.syn()) {
            boolean same = flow.seen && flow.widen(segment.sequence() + 1) == flow.base;
            boolean asks = !segment.ack() && direction == Direction.CONSOLE_TO_HOST;
            boolean again = of.over && asks && of.toConsole.seen;
            return again || accepted(of, segment, direction) || (!same && flow.seen && (asks || of.over));
        }
        return of.over && leftOut(of, segment, direction) > 0 && (of.finished() || goesOn(of, segment, direction));
    }

    /** The SYN was refused and is accepted now, having been sent again: with the same number it began nothing by itself. */
    private static boolean accepted(Connection of, TcpSegment segment, Direction direction) {
        return of.reset == Direction.HOST_TO_CONSOLE
                && direction == Direction.HOST_TO_CONSOLE
                && !of.toConsole.seen
                && segment.ack()
                && of.toHost.widen(segment.acknowledgement()) == of.toHost.base;
    }

    /** How many bytes a segment has that its connection, which is over, has not had. */
    static int leftOut(Connection of, TcpSegment segment, Direction direction) {
        Flow flow = of.flow(direction);
        boolean had = flow.seen && flow.had(flow.widen(segment.sequence()), segment.payloadBytes());
        return had ? 0 : segment.payloadBytes();
    }

    /** Data that shows that no reset ended the connection between these ports: from who sent it, or from far away. */
    private static boolean goesOn(Connection of, TcpSegment segment, Direction direction) {
        Flow flow = of.flow(direction);
        boolean far = flow.seen && Math.abs(flow.widen(segment.sequence()) - flow.next) > Flow.MAX_AHEAD_BYTES;
        return far || of.reset == direction;
    }
}
