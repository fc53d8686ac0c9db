package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.packet.TcpSegment;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;

/** Ends streams: hands on what still waits, says what is missing, names the reason. Confined to the reading thread. */
final class Ending {
    private final Patience patience;
    private final StreamOutput out;

    Ending(Patience patience, StreamOutput out) {
        this.patience = patience;
        this.out = out;
    }

    /** Ends the stream when both directions have reached their FIN. */
    void endIfFinished(Connection of) {
        if (!of.over && of.toHost.finished && of.toConsole.finished) {
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

    /** A reset; one that is far from where its direction is does not count. */
    void reset(Connection of, Flow flow, TcpSegment segment) {
        if (flow.seen && Math.abs(flow.widen(segment.sequence()) - flow.next) > Flow.MAX_AHEAD_BYTES) {
            out.noted(of, "a reset " + Delivery.from(flow) + " is far from where the stream is; left out");
            return;
        }
        flush(of);
        boolean refused = flow.direction == Direction.HOST_TO_CONSOLE && !flow.seen && of.handshake;
        if (flow.direction == Direction.CONSOLE_TO_HOST) {
            close(of, CloseReason.CLIENT_RESET);
        } else {
            close(of, refused ? CloseReason.UPSTREAM_UNREACHABLE : CloseReason.SERVER_RESET);
        }
    }

    private void flush(Connection of) {
        patience.giveUp(of, true);
        patience.tail(of, of.toHost);
        patience.tail(of, of.toConsole);
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
