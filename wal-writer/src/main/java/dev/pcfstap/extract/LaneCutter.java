package dev.pcfstap.extract;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.TapSink;

/** Cuts the chunks of one direction of a stream. Mutable. */
final class LaneCutter {
    private final long stream;
    private final Direction direction;
    private final CutLane lane;
    private final SpanReplacement replacement;
    private final TapSink to;
    private long offset;
    private int next;
    private boolean inside;

    LaneCutter(long stream, Direction direction, CutLane lane, SpanReplacement replacement, TapSink to) {
        this.stream = stream;
        this.direction = direction;
        this.lane = lane;
        this.replacement = replacement;
        this.to = to;
    }

    /** Hands on what stays of a chunk; false when a piece of it could not be recorded. */
    boolean cut(long timeNanos, byte[] bytes, int from, int length) {
        long end = offset + length;
        long start = offset;
        boolean recorded = true;
        while (next < lane.size() && lane.begin(next) < end) {
            int kept = (int) Math.max(0, lane.begin(next) - offset);
            recorded &= pass(timeNanos, bytes, from + (int) (offset - start), kept);
            offset += kept;
            enter(timeNanos);
            if (lane.end(next) > end) {
                offset = end;
                return recorded;
            }
            offset = lane.end(next);
            leave(timeNanos);
        }
        recorded &= pass(timeNanos, bytes, from + (int) (offset - start), (int) (end - offset));
        offset = end;
        return recorded;
    }

    /**
     * Goes past data of which only a description is left. It lies inside one packet, so it stays or goes as a whole.
     *
     * @return whether it stays
     */
    boolean stays(long timeNanos, long lengthBytes) {
        boolean stays = next >= lane.size() || offset < lane.begin(next);
        offset += lengthBytes;
        while (next < lane.size() && lane.end(next) <= offset) {
            enter(timeNanos);
            leave(timeNanos);
        }
        return stays;
    }

    private boolean pass(long timeNanos, byte[] bytes, int from, int length) {
        return length == 0 || to.received(stream, direction, timeNanos, bytes, from, length);
    }

    /** What was left out is told where it began: that a request began is evidence for the answer before it. */
    private void enter(long timeNanos) {
        if (!inside && lane.isOmitted(next)) {
            long lengthBytes = lane.end(next) - lane.begin(next);
            long packets = lane.packets(next);
            to.omitted(
                    stream,
                    timeNanos,
                    direction == Direction.CONSOLE_TO_HOST
                            ? new Omission(packets, 0, lengthBytes, 0)
                            : new Omission(0, packets, 0, lengthBytes));
        }
        inside = true;
    }

    private void leave(long timeNanos) {
        if (!lane.isOmitted(next)) {
            replacement.replace(stream, direction, lane.begin(next), lane.end(next), lane.tag(next), timeNanos, to);
        }
        inside = false;
        next++;
    }
}
