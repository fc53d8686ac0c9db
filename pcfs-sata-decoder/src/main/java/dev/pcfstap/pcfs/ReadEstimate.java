package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes of a read's data were really read from the file. The wire does not say: a short read is padded with 0xCD,
 * which a file may hold just as well, so the answer is drawn from V, from the padding and from where the file's position
 * stood. Where two of these say the same, or one leaves no choice, it is certain; else it is inferred.
 *
 * @param bytesRead n, the bytes that were read
 * @param endOfFile whether the file ended before the read was satisfied
 * @param inferred whether {@code bytesRead} could be another number
 * @param fromPosition whether what was known of the descriptor played a part
 */
record ReadEstimate(long bytesRead, boolean endOfFile, boolean inferred, boolean fromPosition) {

    /** A stretch of 0xCD at least this long at the end of the data is taken for padding when nothing else is known. */
    private static final int LIKELY_PADDING = 16;

    private static final long NO_BOUND = Long.MAX_VALUE;

    /**
     * @param position where the read began, see {@link OpenedFile#position}
     * @param file the descriptor, null when it is not known
     */
    static ReadEstimate of(ReadFrame frame, long position, @Nullable OpenedFile file) {
        if (frame.form().isError()) {
            return new ReadEstimate(0, false, false, false);
        }
        long data = frame.dataBytes();
        long asked = ReadFrame.requestedBytes(frame.request);
        long least = data - frame.trailingPadding();
        if (frame.form() == Reply.ReadForm.GROWN && frame.value >= least && frame.value <= asked) {
            long read = Math.min(frame.value, data);
            return new ReadEstimate(read, read < asked, false, false);
        }
        // Padding fills up to P bytes at the most, so fewer than R from there on mean that the file ended.
        boolean unpaddedAndShort = data >= frame.exchange.firstReadSize && data < asked;
        if (least == data) {
            return new ReadEstimate(data, unpaddedAndShort, false, false);
        }
        long bound = bound(frame, position, file);
        long read = bound == NO_BOUND ? likely(frame, least) : Math.max(least, Math.min(data, bound));
        boolean certain = bound == least
                ? isBoundCertain(position, file)
                : read == data && data > frame.exchange.firstReadSize && bound != NO_BOUND;
        return new ReadEstimate(read, read < data || unpaddedAndShort, !certain, true);
    }

    /** What the file can have given at most, by its length and the position. */
    private static long bound(ReadFrame frame, long position, @Nullable OpenedFile file) {
        if (position == OpenedFile.AT_END) {
            return 0;
        }
        if (frame.form() != Reply.ReadForm.NORMAL) {
            return NO_BOUND;
        }
        long length = file == null ? frame.value : file.fileLength(frame.value);
        if (position >= 0) {
            return Math.max(0, length - position);
        }
        return length < frame.dataBytes() ? length : NO_BOUND;
    }

    /** Whether a bound that agrees with the padding is right: an old length could agree by chance. */
    private static boolean isBoundCertain(long position, @Nullable OpenedFile file) {
        if (file == null) {
            return false;
        }
        return position == OpenedFile.AT_END ? !file.isChangedElsewhere() : !file.isLengthDoubtful();
    }

    private static long likely(ReadFrame frame, long least) {
        return frame.trailingPadding() >= LIKELY_PADDING ? least : frame.dataBytes();
    }
}
