package dev.pcfstap.pcfs;

/**
 * How many bytes of a read's data were really read from the file. The wire does not say: a short read is padded with 0xCD,
 * which a file may hold just as well, so the answer is drawn from V, from the padding and from where the file's position
 * stood.
 *
 * @param bytesRead n, the bytes that were read
 * @param endOfFile whether the file ended before the read was satisfied
 */
record ReadEstimate(long bytesRead, boolean endOfFile) {

    /** A stretch of 0xCD at least this long at the end of the data is taken for padding when nothing else is known. */
    private static final int LIKELY_PADDING = 16;

    /**
     * @param position where the read began, or {@link DescriptorTable#UNKNOWN_POSITION}
     */
    static ReadEstimate of(ReadFrame frame, long position) {
        long data = frame.dataBytes();
        long asked = ReadFrame.requestedBytes(frame.request);
        return switch (frame.form) {
            case ERROR -> new ReadEstimate(0, false);
            case GROWN -> {
                long read = Math.min(frame.value, data);
                yield new ReadEstimate(read, read < asked);
            }
            case NORMAL, OTHER -> {
                long read = unpadded(frame, position);
                boolean unpaddedAndShort = data > frame.exchange.firstReadSize && data < asked;
                yield new ReadEstimate(read, read < data || unpaddedAndShort);
            }
        };
    }

    private static long unpadded(ReadFrame frame, long position) {
        long data = frame.dataBytes();
        long least = data - frame.trailingPadding();
        if (least == data) {
            return data;
        }
        boolean valueIsFileLength = frame.form == Reply.ReadForm.NORMAL;
        if (valueIsFileLength && position != DescriptorTable.UNKNOWN_POSITION) {
            long left = Math.max(0, frame.value - position);
            return Math.max(least, Math.min(data, left));
        }
        if (valueIsFileLength && frame.value < data) {
            return Math.max(least, frame.value);
        }
        return frame.trailingPadding() >= LIKELY_PADDING ? least : data;
    }
}
