package dev.pcfstap.compact;

import dev.pcfstap.pcfs.Checksum;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.TapSink;
import java.security.MessageDigest;

/** Writes the lengths and checksums of data, and everything else as it is. */
final class Reducing implements PlannedSink.Chunks {
    /** Less data in one chunk is shorter than what would stand in its place. */
    private static final int SHORTEST_PIECE = 160;

    private final TapSink to;
    private final MessageDigest digest = Digests.sha256();
    private long reducedBytes;

    Reducing(TapSink to) {
        this.to = to;
    }

    /** How much data is not in the new journal. */
    long reducedBytes() {
        return reducedBytes;
    }

    @Override
    public void take(
            SpanWalk walk, long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        int kept = offset;
        int end = offset + length;
        for (int at = offset; at < end; ) {
            SpanWalk.Part part = walk.part();
            int count = walk.lengthOf(part, end - at);
            if (part != SpanWalk.Part.OTHER && direction == Direction.HOST_TO_CONSOLE) {
                long before = walk.atHead() ? Checksum.INITIAL : walk.checksum;
                walk.checksum = Checksum.after(before, bytes, at, count);
            }
            if (part == SpanWalk.Part.DATA && count >= SHORTEST_PIECE) {
                keep(stream, direction, timeNanos, bytes, kept, at);
                to.reduced(stream, timeNanos, describe(walk, direction, bytes, at, count));
                reducedBytes += count;
                kept = at + count;
            }
            at += count;
            walk.advance(count);
        }
        keep(stream, direction, timeNanos, bytes, kept, end);
    }

    private void keep(long stream, Direction direction, long timeNanos, byte[] bytes, int from, int end) {
        if (end > from) {
            to.received(stream, direction, timeNanos, bytes, from, end - from);
        }
    }

    private ReducedBytes describe(SpanWalk walk, Direction direction, byte[] bytes, int from, int count) {
        digest.update(bytes, from, count);
        boolean read = direction == Direction.HOST_TO_CONSOLE;
        int padding = 0;
        while (read && padding < count && bytes[from + count - 1 - padding] == Reply.Read.PADDING) {
            padding++;
        }
        return new ReducedBytes(direction, count, read ? walk.checksum : 0, padding, digest.digest());
    }
}
