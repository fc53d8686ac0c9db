package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.packet.TcpSegment;
import dev.pcfstap.tap.Direction;
import java.util.Locale;

/**
 * Puts the bytes of a connection in order. A segment is handed on when everything before it in its own direction has
 * been, and everything of the other direction that it acknowledges. Confined to the reading thread.
 */
final class Delivery {
    private final StreamOutput out;
    private final StreamCounts counts;
    private long arrivals;

    Delivery(StreamOutput out, StreamCounts counts) {
        this.out = out;
        this.counts = counts;
    }

    /** Takes the payload of a segment whose first byte has the number {@code start}. */
    void payload(Connection of, Flow flow, TcpSegment segment, long start) {
        int length = segment.payloadBytes();
        if (!flow.settled) {
            beforeItsBeginning(of, flow, segment, start);
        } else if (start == flow.next && !flow.finished && flow.held.isEmpty() && !waits(of, flow, segment)) {
            handOn(of, flow, segment);
        } else if (start + length <= flow.next && start >= flow.next - Flow.MAX_AHEAD_BYTES) {
            repeated(of, flow, segment, start, length);
        } else if (flow.finished) {
            counts.strayPackets++;
            counts.leftOutBytes += length;
            out.noted(of, bytes(length) + " " + from(flow) + " behind the end of its direction are left out");
        } else if (Math.abs(start - flow.next) > Flow.MAX_AHEAD_BYTES) {
            farAway(of, flow, segment, start);
        } else {
            hold(of, flow, segment, start);
        }
    }

    /** It is not known yet where the direction begins: an earlier segment may follow. */
    private void beforeItsBeginning(Connection of, Flow flow, TcpSegment segment, long start) {
        if (Math.abs(start - flow.next) > Flow.MAX_AHEAD_BYTES) {
            farAway(of, flow, segment, start);
            return;
        }
        if (start < flow.next) {
            flow.beginsEarlier(start);
        }
        hold(of, flow, segment, start);
    }

    /** Hands on whatever no longer has to wait. */
    void pump(Connection of) {
        boolean progress;
        do {
            progress = drain(of, of.toHost) || drain(of, of.toConsole);
        } while (progress);
    }

    /** Steps over bytes that are not in the capture. */
    void skip(Connection of, Flow flow, long to) {
        long missing = to - flow.next;
        out.noted(
                of,
                String.format(
                        Locale.ROOT,
                        "hole: %s %s are not in the capture, at 0x%x of that direction",
                        bytes(missing),
                        from(flow),
                        flow.next - flow.base));
        out.hole(of, flow.direction, missing);
        flow.holeStart = flow.next;
        flow.holeEnd = to;
        flow.next = to;
        flow.finishIfDue();
    }

    private void handOn(Connection of, Flow flow, TcpSegment segment) {
        int captured = segment.capturedBytes();
        if (captured > 0) {
            flow.history.add(flow.next, segment.slab(), segment.payloadOffset(), captured);
            out.received(
                    of, flow.direction, segment.timeNanos(), segment.slab().bytes(), segment.payloadOffset(), captured);
            flow.next += captured;
        }
        cut(of, flow, segment.payloadBytes() - captured);
        flow.finishIfDue();
        if (of.waits()) {
            pump(of);
        }
    }

    private void cut(Connection of, Flow flow, int missing) {
        if (missing > 0) {
            out.noted(of, "cut: " + bytes(missing) + " of a packet " + from(flow) + " were not captured (snap length)");
            out.hole(of, flow.direction, missing);
            flow.next += missing;
        }
    }

    private boolean drain(Connection of, Flow flow) {
        boolean progress = false;
        while (flow.settled
                && !flow.held.isEmpty()
                && flow.held.first().start <= flow.next
                && !waits(of, flow, flow.held.first())) {
            handOn(of, flow, flow.held.takeFirst());
            flow.finishIfDue();
            progress = true;
        }
        if (progress) {
            of.blockedPackets = 0;
            of.blockedSinceNanos = of.nowNanos;
        }
        return progress;
    }

    private void handOn(Connection of, Flow flow, HeldSegment segment) {
        int known = (int) Math.min((long) segment.lengthBytes, flow.next - segment.start);
        int captured = Math.max(0, segment.capturedBytes - known);
        if (captured > 0) {
            flow.history.add(flow.next, segment.slab, known, captured);
            long time = Math.max(segment.arrival.timeNanos(), of.toldNanos(flow.direction));
            out.received(of, flow.direction, time, segment.slab.bytes(), known, captured);
            flow.next += captured;
        }
        cut(of, flow, (int) (segment.end() - Math.max(flow.next, segment.start)));
    }

    private void hold(Connection of, Flow flow, TcpSegment segment, long start) {
        int known = (int) Math.max(0, flow.next - start);
        if (known > 0) {
            repeated(of, flow, segment, start, known);
        }
        if (!of.waits()) {
            of.blockedPackets = 0;
            of.blockedSinceNanos = of.nowNanos;
        }
        HeldSegments.Overlap overlap = flow.held.add(
                start + known,
                segment.slab().bytes(),
                segment.payloadOffset() + Math.min(known, segment.capturedBytes()),
                Math.max(0, segment.capturedBytes() - known),
                segment.payloadBytes() - known,
                new HeldSegment.Arrival(segment.timeNanos(), segment.ack(), segment.acknowledgement(), arrivals++));
        counts.retransmittedBytes += overlap.bytes();
        if (overlap.differs()) {
            differs(of, flow, start);
        }
        pump(of);
    }

    /** Bytes that have been handed on already: the first ones count, a difference is noted. */
    private void repeated(Connection of, Flow flow, TcpSegment segment, long start, int length) {
        counts.retransmittedBytes += length;
        boolean keepAlive = length == 1 && start == flow.next - 1;
        int captured = Math.min(length, segment.capturedBytes());
        if (!keepAlive && flow.history.differs(start, segment.slab().bytes(), segment.payloadOffset(), captured)) {
            differs(of, flow, start);
        }
        long early = Math.min(start + length, flow.base) - start;
        if (early > 0 && !keepAlive) {
            counts.misplacedBytes += early;
            out.noted(
                    of,
                    "early: " + bytes(early) + " " + from(flow) + " lie before the first byte of the stream; left out");
        }
        long late = Math.min(start + length, flow.holeEnd) - Math.max(start, flow.holeStart);
        if (late > 0) {
            out.noted(of, "late: " + bytes(late) + " " + from(flow) + " that had been given up came too late");
        }
    }

    private void differs(Connection of, Flow flow, long start) {
        counts.differences++;
        out.noted(
                of,
                String.format(
                        Locale.ROOT,
                        "overlap: bytes %s came again with other values, at 0x%x of that direction; the first ones count",
                        from(flow),
                        start - flow.base));
    }

    /** One segment far outside any window is taken for damage; a second one that continues it is believed. */
    private void farAway(Connection of, Flow flow, TcpSegment segment, long start) {
        if (flow.farEnd != start) {
            counts.strayPackets++;
            counts.misplacedBytes += segment.payloadBytes();
            flow.farEnd = start + segment.payloadBytes();
            out.noted(
                    of,
                    String.format(
                            Locale.ROOT,
                            "a segment %s is far from where the stream is (%+d bytes); left out",
                            from(flow),
                            start - flow.next));
            return;
        }
        flow.farEnd = -1;
        flow.settle();
        pump(of);
        leaveOutHeld(of, flow);
        skip(of, flow, flow.next + ((start - flow.next) & 0xFFFF_FFFFL));
        flow.acknowledged = -1;
        handOn(of, flow, segment);
    }

    private void leaveOutHeld(Connection of, Flow flow) {
        long held = 0;
        while (!flow.held.isEmpty()) {
            held += flow.held.takeFirst().lengthBytes;
        }
        if (held > 0) {
            counts.misplacedBytes += held;
            out.noted(of, bytes(held) + " " + from(flow) + " that waited for missing ones are left out");
        }
    }

    private boolean waits(Connection of, Flow flow, TcpSegment segment) {
        return segment.ack() && waits(of.opposite(flow), segment.acknowledgement());
    }

    private boolean waits(Connection of, Flow flow, HeldSegment segment) {
        return !segment.ignoresAcknowledgement
                && segment.arrival.acknowledges()
                && waits(of.opposite(flow), segment.arrival.acknowledgement());
    }

    private static boolean waits(Flow opposite, int acknowledgement) {
        return opposite.seen ? opposite.lacks(acknowledgement) : !opposite.quiet;
    }

    static String bytes(long count) {
        return count == 1 ? "1 byte" : count + " bytes";
    }

    static String from(Flow flow) {
        return flow.direction == Direction.CONSOLE_TO_HOST ? "from console to host" : "from host to console";
    }
}
