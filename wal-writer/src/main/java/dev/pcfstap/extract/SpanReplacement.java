package dev.pcfstap.extract;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.TapSink;

/** Says what stands in a new journal in the place of a span of bytes. */
@FunctionalInterface
public interface SpanReplacement {
    /** For plans that replace nothing. */
    SpanReplacement NONE = (stream, direction, begin, end, tag, timeNanos, to) -> {
        throw new IllegalStateException("nothing replaces " + begin + ".." + end + " of stream s" + stream);
    };

    /**
     * Called once for each span, when all that stays before it was handed on.
     *
     * @param tag that {@link CutPlan#replace} was given
     * @param timeNanos when the span's last byte arrived
     * @param to what the new journal is written through
     */
    void replace(long stream, Direction direction, long begin, long end, long tag, long timeNanos, TapSink to);
}
