package dev.pcfstap.pcfs;

/** What is left of a stretch of bytes that arrived together. Mutable, reused, never kept. */
final class Chunk {
    byte[] bytes = new byte[0];
    int position;
    int end;
    long timeNanos;

    void wrap(byte[] newBytes, int offset, int length, long newTimeNanos) {
        bytes = newBytes;
        position = offset;
        end = offset + length;
        timeNanos = newTimeNanos;
    }

    int remaining() {
        return end - position;
    }

    boolean isEmpty() {
        return position == end;
    }
}
