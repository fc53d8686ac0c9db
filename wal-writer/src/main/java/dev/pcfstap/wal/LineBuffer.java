package dev.pcfstap.wal;

import java.io.IOException;
import java.util.Arrays;

/** Whole lines on their way to a file. What did not get there stays, beginning with the line that was cut. */
final class LineBuffer {
    /** The Java library copies each write into a buffer that it keeps for the thread, so writes stay small. */
    private static final int WRITE_BYTES = 64 << 10;

    /** What lines are written to. */
    interface Target {

        /** Appends some of the bytes; returns how many. */
        int write(byte[] bytes, int offset, int length) throws IOException;
    }

    private final int capacityBytes;
    private byte[] bytes;
    private int start;
    private int end;
    private long lines;

    LineBuffer(int capacityBytes) {
        this.capacityBytes = capacityBytes;
        bytes = new byte[capacityBytes];
    }

    boolean isEmpty() {
        return start == end;
    }

    int lengthBytes() {
        return end - start;
    }

    /** The lines that wait. */
    long lines() {
        return lines;
    }

    /** What fits without growing. */
    int roomBytes() {
        return Math.max(0, capacityBytes - end);
    }

    /** Takes a copy of whole lines; grows when they do not fit. */
    void append(byte[] source, int offset, int length, long lineCount) {
        if (bytes.length - end < length) {
            bytes = Arrays.copyOf(bytes, Math.addExact(end, length));
        }
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
        lines += lineCount;
    }

    /** Writes everything and is empty then; returns how many lines that were. */
    long drainTo(Target target) throws IOException {
        while (start < end) {
            int written = target.write(bytes, start, nextWriteBytes());
            if (written <= 0) {
                throw new IOException("the file takes no more bytes");
            }
            start += written;
        }
        long drained = lines;
        clear();
        return drained;
    }

    /**
     * After a failed {@link #drainTo}: goes back to the start of the line that was cut.
     *
     * @return how many bytes of that line are already in the file
     */
    int rewindToLine() {
        int lineStart = start;
        while (lineStart > 0 && bytes[lineStart - 1] != '\n') {
            lineStart--;
        }
        int torn = start - lineStart;
        start = lineStart;
        return torn;
    }

    /** After a failed {@link #drainTo}: forgets what was written. */
    void forgetWritten() {
        lines = Math.min(lines, countLines(bytes, start, end));
        System.arraycopy(bytes, start, bytes, 0, end - start);
        end -= start;
        start = 0;
    }

    void clear() {
        start = 0;
        end = 0;
        lines = 0;
        if (bytes.length > capacityBytes) {
            try {
                bytes = new byte[capacityBytes];
            } catch (OutOfMemoryError kept) {
                // The long one goes on: what was drained must not look as if it was not.
            }
        }
    }

    /** The longest run of whole lines that fits into {@code room} bytes; 0 when not even one does. */
    static int wholeLines(byte[] bytes, int from, int to, int room) {
        if (to - from <= room) {
            return to - from;
        }
        int at = from + room;
        while (at > from && bytes[at - 1] != '\n') {
            at--;
        }
        return at - from;
    }

    /** The length of the first line, its end included. */
    static int firstLine(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return Math.min(to, at + 1) - from;
    }

    static long countLines(byte[] bytes, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                count++;
            }
        }
        return count;
    }

    private int nextWriteBytes() {
        int whole = wholeLines(bytes, start, end, WRITE_BYTES);
        return whole > 0 ? whole : WRITE_BYTES;
    }
}
