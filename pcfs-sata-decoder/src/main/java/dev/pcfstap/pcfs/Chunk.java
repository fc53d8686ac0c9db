package dev.pcfstap.pcfs;

/** What is left of a stretch of bytes that arrived together. Mutable, reused, never kept. */
final class Chunk {
    byte[] bytes = new byte[0];
    int position;
    int end;
    long timeNanos;

    /** Where in its direction the chunk ends, see {@link PcfsEvent.OfBytes}. Stays what it is while the chunk is wrapped anew. */
    long endOffset;

    void wrap(byte[] newBytes, int offset, int length, long newTimeNanos) {
        bytes = newBytes;
        position = offset;
        end = offset + length;
        timeNanos = newTimeNanos;
    }

    int remaining() {
        return end - position;
    }

    /** Where in its direction the chunk's position is. */
    long offset() {
        return endOffset - remaining();
    }

    boolean isEmpty() {
        return position == end;
    }
}
