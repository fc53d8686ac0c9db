package dev.pcfstap.compact;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** How far the bytes of one direction have been gone through, and what they are. Mutable. */
final class SpanWalk {
    /** Shorter data is not worth a record of its own. */
    static final int SHORTEST = 256;

    /** What the next bytes are. */
    enum Part {
        /** What is kept as it is. */
        OTHER,
        /** The same, but the checksum of the data behind them begins with them. */
        HEAD,
        /** Data of a read or a write. */
        DATA
    }

    private final DataSpans.Cursor spans;
    private boolean ahead;
    private long offset;

    /** The checksum of the answer so far, from its head on; belongs to who goes through the bytes. */
    long checksum;

    /** What the data is known by, from its begin on; belongs to who goes through the bytes. */
    int content;

    /** Digests the data in progress, as far as it has been seen; belongs to who goes through the bytes. */
    @Nullable
    MessageDigest digest;

    /** How much of the data in progress was digested. */
    long digestedBytes;

    SpanWalk(DataSpans.Cursor spans) {
        this.spans = spans;
        this.ahead = spans.next();
    }

    Part part() {
        while (ahead && offset >= spans.dataEnd()) {
            ahead = spans.next();
        }
        if (!ahead || offset < spans.headBegin()) {
            return Part.OTHER;
        }
        return offset < spans.dataBegin() ? Part.HEAD : Part.DATA;
    }

    /** How many of the next bytes are of that part, at most {@code most}. */
    int lengthOf(Part part, int most) {
        long end = switch (part) {
            case OTHER -> ahead ? spans.headBegin() : Long.MAX_VALUE;
            case HEAD -> spans.dataBegin();
            case DATA -> spans.dataEnd();
        };
        return (int) Math.min(most, end - offset);
    }

    /** Whether the next byte is the first of a head. */
    boolean atHead() {
        return offset == spans.headBegin();
    }

    /** Where in its data the next byte is. */
    long inData() {
        return offset - spans.dataBegin();
    }

    /** The length of the data that the next byte is part of. */
    long dataLength() {
        return spans.dataEnd() - spans.dataBegin();
    }

    /** Bytes were gone through, or passed by. */
    void advance(long bytes) {
        offset += bytes;
    }
}
