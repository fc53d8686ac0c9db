package dev.pcfstap.pcap.tcp;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.TapSink;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Drives the sink, keeps the books, and survives what the sink throws. Confined to the reading thread. */
final class StreamOutput {
    /** Notes of one stream that are handed on; a hostile capture could cause one a packet. */
    private static final int MAX_NOTES = 64;

    /** A step back of a capture's clock below this is smoothed away; a longer one means that the clock was set. */
    private static final long SMALL_STEP_NANOS = 1_000_000_000L;

    private final TapSink sink;
    private final StreamCounts counts;

    StreamOutput(TapSink sink, StreamCounts counts) {
        this.sink = sink;
        this.counts = counts;
    }

    void opened(Connection of) {
        counts.streams++;
        long time = told(of, of.nowNanos);
        guarded(of.stream, time, () -> sink.opened(of.stream, time, of.addresses));
    }

    /**
     * Hands bytes on. Their times are smoothed within their direction, where packets can only have been swapped; between the
     * directions they stay as they are, though an answer then comes before its request: whoever decodes has to see that.
     */
    void received(Connection of, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        told(of, timeNanos);
        long time = toldInDirection(of, direction, timeNanos);
        boolean recorded = false;
        try {
            recorded = sink.received(of.stream, direction, time, bytes, offset, length);
        } catch (RuntimeException | Error failure) {
            failed(of.stream, time, failure);
        }
        if (!recorded) {
            counts.refusedBytes += length;
        } else if (direction == Direction.CONSOLE_TO_HOST) {
            counts.toHostBytes += length;
        } else {
            counts.toConsoleBytes += length;
        }
    }

    /** Bytes that are missing from the capture; framing ends here. */
    void hole(Connection of, Direction direction, long bytes) {
        counts.holes++;
        counts.holeBytes += bytes;
        long from = of.toldNanos;
        long to = told(of, of.nowNanos);
        boolean toHost = direction == Direction.CONSOLE_TO_HOST;
        Gap gap = new Gap(1, toHost ? bytes : 0, toHost ? 0 : bytes, Math.min(from, to), to);
        guarded(of.stream, to, () -> sink.gap(of.stream, gap));
    }

    /** A gap of nothing: what follows does not begin where a packet begins. */
    void joined(Connection of) {
        long time = told(of, of.nowNanos);
        guarded(of.stream, time, () -> sink.gap(of.stream, new Gap(0, 0, 0, time, time)));
    }

    void noted(Connection of, String text) {
        of.notes++;
        if (of.notes <= MAX_NOTES) {
            String shown = of.notes == MAX_NOTES ? text + " (further notes are only counted)" : text;
            long time = told(of, of.nowNanos);
            guarded(of.stream, time, () -> sink.noted(of.stream, time, shown));
        }
    }

    /** What an export of ours says was noted, as it was. */
    void retold(Connection of, String text) {
        guarded(of.stream, of.nowNanos, () -> sink.noted(of.stream, of.nowNanos, text));
    }

    /** What an export of ours says was taken out, as it was. */
    void retold(Connection of, Omission omission) {
        guarded(of.stream, of.nowNanos, () -> sink.omitted(of.stream, of.nowNanos, omission));
    }

    /** What an export of ours says was not recorded, as it was. */
    void retold(Connection of, Gap gap) {
        if (gap.bytes() > 0) {
            counts.holes++;
            counts.holeBytes += gap.bytes();
        }
        guarded(of.stream, gap.toNanos(), () -> sink.gap(of.stream, gap));
    }

    void closed(Connection of, CloseReason reason) {
        long time = told(of, of.nowNanos);
        if (of.notes > MAX_NOTES) {
            String rest = (of.notes - MAX_NOTES) + " further notes are not shown";
            guarded(of.stream, time, () -> sink.noted(of.stream, time, rest));
        }
        guarded(of.stream, time, () -> sink.closed(of.stream, time, reason));
    }

    private static long told(Connection of, long timeNanos) {
        of.toldNanos = smoothed(of, of.toldNanos, timeNanos);
        return of.toldNanos;
    }

    private static long toldInDirection(Connection of, Direction direction, long timeNanos) {
        if (direction == Direction.CONSOLE_TO_HOST) {
            of.toldToHostNanos = smoothed(of, of.toldToHostNanos, timeNanos);
            return of.toldToHostNanos;
        }
        of.toldToConsoleNanos = smoothed(of, of.toldToConsoleNanos, timeNanos);
        return of.toldToConsoleNanos;
    }

    private static long smoothed(Connection of, long beforeNanos, long timeNanos) {
        boolean smallStepBack = beforeNanos > timeNanos && beforeNanos - SMALL_STEP_NANOS < timeNanos;
        return smallStepBack && !of.retold ? beforeNanos : timeNanos;
    }

    private void guarded(long stream, long timeNanos, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            failed(stream, timeNanos, failure);
        }
    }

    private void failed(long stream, long timeNanos, Throwable failure) {
        try {
            sink.failed(stream, timeNanos, failure);
        } catch (RuntimeException | Error again) {
            log().error("the sink failed while it noted a failure on stream s{}", stream, again);
        }
    }

    /** Asked for when there is something to say: setting up the log takes longer than a short command. */
    private static Logger log() {
        return LogManager.getLogger(StreamOutput.class);
    }
}
