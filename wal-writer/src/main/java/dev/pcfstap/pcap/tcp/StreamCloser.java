package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.packet.TcpSegment;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;

/** Ends streams: hands on what still waits, says what is missing, names the reason. Confined to the reading thread. */
final class StreamCloser {
    private final GapPolicy gapPolicy;
    private final StreamOutput out;

    StreamCloser(GapPolicy gapPolicy, StreamOutput out) {
        this.gapPolicy = gapPolicy;
        this.out = out;
    }

    /** Ends the stream when both directions have reached their FIN. */
    void endIfFinished(Connection of) {
        if (!of.over && of.finished()) {
            close(of, finishedFirst(of) == Direction.CONSOLE_TO_HOST ? CloseReason.CLIENT : CloseReason.SERVER);
        }
    }

    /** Ends the stream, once, because nothing more will be seen of it; that is known at {@code nowNanos}. */
    void endUnseen(Connection of, long nowNanos) {
        if (of.over) {
            return;
        }
        flush(of);
        endIfFinished(of);
        if (!of.over && of.doubtfulReset != null) {
            closeReset(of, of.doubtfulReset, false);
        }
        if (!of.over) {
            of.nowNanos = Math.max(of.nowNanos, nowNanos);
            close(of, CloseReason.END_OF_CAPTURE);
        }
    }

    /** Ends the stream as an export of ours says that it did. */
    void retold(Connection of, CloseReason reason) {
        if (!of.over) {
            flush(of);
            close(of, reason);
        }
    }

    /**
     * A reset. Its receiver believes it only where its direction goes on, so one from before the stream or far away does not
     * count, and one that is a little off counts only when no data follows.
     */
    void reset(Connection of, Flow flow, TcpSegment segment) {
        long at = flow.widen(segment.sequence());
        if (!flow.seen && of.handshake && !answersSyn(of.opposite(flow), segment)) {
            out.noted(of, "a reset " + Delivery.from(flow) + " does not answer the SYN; left out");
        } else if (flow.seen && (at < flow.base || Math.abs(at - flow.next) > Flow.MAX_AHEAD_BYTES)) {
            out.noted(of, "a reset " + Delivery.from(flow) + " is far from where the stream is; left out");
        } else if (flow.seen && !flow.goesOnAt(at)) {
            of.doubtfulReset = flow.direction;
        } else {
            flush(of);
            closeReset(of, flow.direction, !flow.seen && of.handshake);
        }
    }

    /** Who has sent a SYN and had no answer believes a reset that acknowledges the SYN, and no other (RFC 9293, 3.10.7.3). */
    private static boolean answersSyn(Flow asking, TcpSegment segment) {
        boolean onlySyn = asking.next == asking.base;
        return !onlySyn || (segment.ack() && asking.widen(segment.acknowledgement()) == asking.base);
    }

    /** Data follows a reset: its receiver did not believe it. */
    void wentOn(Connection of) {
        if (of.doubtfulReset != null) {
            out.noted(
                    of,
                    "a reset " + Delivery.from(of.flow(of.doubtfulReset))
                            + " was not where the stream was, which goes on; left out");
            of.doubtfulReset = null;
        }
    }

    private void closeReset(Connection of, Direction by, boolean unanswered) {
        of.reset = by;
        if (by == Direction.CONSOLE_TO_HOST) {
            close(of, CloseReason.CLIENT_RESET);
        } else {
            close(of, unanswered ? CloseReason.UPSTREAM_UNREACHABLE : CloseReason.SERVER_RESET);
        }
    }

    private void flush(Connection of) {
        gapPolicy.giveUp(of, true);
        gapPolicy.tail(of, of.toHost);
        gapPolicy.tail(of, of.toConsole);
    }

    private void close(Connection of, CloseReason reason) {
        of.over = true;
        of.toHost.history.clear();
        of.toConsole.history.clear();
        out.closed(of, reason);
    }

    /** The direction whose FIN came first: the other one's FIN acknowledges it, whatever order they were captured in. */
    private static Direction finishedFirst(Connection of) {
        boolean hostKnew = of.toConsole.finishAcknowledges == (int) (of.toHost.finish + 1);
        boolean consoleKnew = of.toHost.finishAcknowledges == (int) (of.toConsole.finish + 1);
        if (hostKnew != consoleKnew) {
            return hostKnew ? Direction.CONSOLE_TO_HOST : Direction.HOST_TO_CONSOLE;
        }
        return of.finishedFirst == null ? Direction.CONSOLE_TO_HOST : of.finishedFirst;
    }
}
