package dev.pcfstap.pcap.tcp;

/**
 * Decides that bytes which others wait for are missing from the capture. Confined to the reading thread.
 *
 * <p>Bytes that the receiver has acknowledged were sent, so if they do not turn up soon they were not captured. Bytes
 * that nobody has acknowledged will be sent again, so they are waited for until the stream ends or too much waits.
 */
final class GapPolicy {
    private final ReassemblyLimits limits;
    private final HeldTotal held;
    private final Delivery delivery;
    private final StreamOutput out;

    GapPolicy(ReassemblyLimits limits, HeldTotal held, Delivery delivery, StreamOutput out) {
        this.limits = limits;
        this.held = held;
        this.delivery = delivery;
        this.out = out;
    }

    /** Looks at a connection whose bytes wait, after each packet of it. */
    void packetPassed(Connection of) {
        of.blockedPackets++;
        if (of.heldCost() > limits.streamHeldBytes() || held.bytes > limits.heldBytes()) {
            out.noted(of, "limit: " + Delivery.bytes(of.heldCost()) + " wait for missing ones; they are given up");
            giveUp(of, true);
        } else if (of.blockedPackets > limits.patiencePackets()) {
            giveUp(of, false);
        } else {
            timePassed(of, of.nowNanos);
        }
    }

    /** Looks at a connection whose bytes wait, at a time of the capture. */
    void timePassed(Connection of, long nowNanos) {
        if (nowNanos - of.blockedSinceNanos > limits.patienceNanos()) {
            giveUp(of, false);
        }
    }

    /**
     * Gives up what is missing, as far as it is known to have been sent.
     *
     * @param everything gives up what nobody has acknowledged too; nothing waits afterwards
     */
    void giveUp(Connection of, boolean everything) {
        settle(of.toHost, of.toConsole, everything);
        settle(of.toConsole, of.toHost, everything);
        delivery.pump(of);
        while (of.waits() && (unblock(of, of.toHost) || unblock(of, of.toConsole) || leap(of, everything))) {
            delivery.pump(of);
        }
        of.blockedPackets = 0;
        of.blockedSinceNanos = of.nowNanos;
    }

    /** No more is waited for what may lie before the first byte, unless the receiver says that it waits too. */
    private static void settle(Flow flow, Flow other, boolean everything) {
        boolean received = flow.acknowledged < 0 || flow.acknowledged >= flow.next;
        if (flow.seen && !flow.settled && (everything || received || !other.captured)) {
            flow.settle();
            flow.finishIfDue();
        }
    }

    /** At a stream's end: bytes that were sent, as a FIN or an acknowledgement shows, but were not captured. */
    void tail(Connection of, Flow flow) {
        if (!flow.seen) {
            int missing = flow.lastHint - flow.firstHint;
            if (flow.hinted && missing > 1 && missing <= Flow.MAX_AHEAD_BYTES) {
                flow.start(flow.firstHint, true);
                delivery.skip(of, flow, flow.next + missing);
            }
            return;
        }
        long sent = flow.finish >= 0 ? flow.finish : flow.acknowledged;
        // A single byte is the FIN itself, acknowledged but not captured.
        long least = flow.finish >= 0 ? 1 : 2;
        if (!flow.finished && sent - flow.next >= least && sent - flow.next <= Flow.MAX_AHEAD_BYTES) {
            delivery.skip(of, flow, sent);
        }
    }

    /** The first segment of a direction waits for bytes of the other one: does without them. */
    private boolean unblock(Connection of, Flow flow) {
        if (!flow.settled || flow.held.isEmpty() || flow.held.first().start > flow.next) {
            return false;
        }
        HeldSegment first = flow.held.first();
        Flow other = of.opposite(flow);
        if (!other.seen) {
            other.quiet = true;
            return true;
        }
        boolean crossed = !other.held.isEmpty() && other.held.first().start <= other.next;
        long to = other.widen(first.arrival.acknowledgement());
        to = other.held.isEmpty() ? to : Math.min(to, other.held.first().start);
        to = other.finish >= 0 ? Math.min(to, other.finish) : to;
        if (crossed || to <= other.next) {
            // Each waits for the other, which no real conversation does: what was captured first goes first.
            HeldSegment second = crossed ? other.held.first() : first;
            (second.arrival.order() < first.arrival.order() ? second : first).ignoresAcknowledgement = true;
        } else {
            delivery.skip(of, other, to);
        }
        return true;
    }

    /** The first segment of a direction waits for bytes before it: leaps to it. */
    private boolean leap(Connection of, boolean everything) {
        return leap(of, of.toHost, everything) || leap(of, of.toConsole, everything);
    }

    private boolean leap(Connection of, Flow flow, boolean everything) {
        if (flow.held.isEmpty() || flow.held.first().start <= flow.next) {
            return false;
        }
        Flow other = of.opposite(flow);
        boolean oneSided = !other.captured;
        if (everything || oneSided || flow.acknowledged >= flow.held.first().start) {
            long to = flow.held.first().start;
            delivery.skip(of, flow, flow.finish >= 0 ? Math.min(to, flow.finish) : to);
            return true;
        }
        return false;
    }
}
