package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The part of a file that a reader looks at, in one array that is reused and grows up to the longest commit. Nothing is
 * allocated for bytes that the file does not have.
 */
final class SegmentWindow implements Closeable {
    private static final int SMALL_LENGTH = 16 << 10;
    private static final int USUAL_LENGTH = 1 << 20;
    private static final int LONGEST = CommitLayout.MAX_BODY_LENGTH + CommitLayout.OVERHEAD;

    private final Path name;
    private final ReadFile file;
    private byte[] bytes;
    private long start;
    private int filled;
    private long size;
    private long readBytes;
    private long zeroFrom;
    private long zeroTo;

    SegmentWindow(Path name, ReadFile file, byte[] buffer) throws IOException {
        this.name = name;
        this.file = file;
        this.bytes = buffer;
        refresh();
        if (bytes.length < USUAL_LENGTH && size > bytes.length && bytes.length >= SMALL_LENGTH) {
            bytes = new byte[USUAL_LENGTH];
        }
    }

    /** A buffer for the first window; {@link #buffer()} hands it from one window to the next. */
    static byte[] newBuffer() {
        return new byte[SMALL_LENGTH];
    }

    Path name() {
        return name;
    }

    /** The file's length when {@link #refresh} was last called. */
    long size() {
        return size;
    }

    /** Looks at the file's length again. */
    void refresh() throws IOException {
        size = file.sizeBytes();
    }

    /** Whether the file is longer than when {@link #refresh} was last called. */
    boolean grown() throws IOException {
        return file.sizeBytes() > size;
    }

    /** Bytes that were read from the file so far, each as often as it was. */
    long readBytes() {
        return readBytes;
    }

    byte[] buffer() {
        return bytes;
    }

    /** Where {@code position} lies in {@link #buffer()}; valid for what the last {@link #has} asked for. */
    int at(long position) {
        return (int) (position - start);
    }

    /** Brings the bytes into the buffer; false when the file ends before their end. */
    boolean has(long position, int length) throws IOException {
        if (position >= start && position + length <= start + filled) {
            return true;
        }
        if (position + length > size || length > LONGEST) {
            return false;
        }
        slideTo(position);
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, Math.min(LONGEST, Math.max(length, 2 * bytes.length)));
        }
        // Behind a long commit nothing is read ahead: it would be moved to the front before the next.
        int ahead = Math.min(bytes.length, Math.max(length, USUAL_LENGTH));
        int wanted = (int) Math.min(ahead - filled, size - start - filled);
        int count = file.read(start + filled, bytes, filled, wanted);
        filled += Math.max(0, count);
        readBytes += Math.max(0, count);
        return filled >= length;
    }

    private void slideTo(long position) {
        if (position >= start && position < start + filled) {
            int from = (int) (position - start);
            System.arraycopy(bytes, from, bytes, 0, filled - from);
            filled -= from;
        } else {
            filled = 0;
        }
        start = position;
    }

    /**
     * Whether every byte from {@code position} to the end of the file is zero, and there are no more of them than a crash can
     * leave. Linear however often it is asked.
     */
    boolean zeroToEnd(long position) throws IOException {
        if (size - position > SegmentScanner.MAX_FRUITLESS_BYTES) {
            return false;
        }
        long at = position >= zeroFrom && position < zeroTo ? zeroTo : position;
        long from = at == position ? position : zeroFrom;
        while (at < size && has(at, 1)) {
            int index = at(at);
            int end = Math.min(filled, (int) Math.min(Integer.MAX_VALUE, size - start));
            int first = index;
            while (index < end && bytes[index] == 0) {
                index++;
            }
            at += index - first;
            if (index < end) {
                break;
            }
        }
        zeroFrom = from;
        zeroTo = at;
        return at >= size;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
