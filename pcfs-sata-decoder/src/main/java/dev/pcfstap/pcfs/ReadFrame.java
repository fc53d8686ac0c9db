package dev.pcfstap.pcfs;

import dev.pcfstap.tap.ReducedBytes;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The answer to a ReadFile with FFIO on, while it comes in. Decides how many bytes follow V, as far as that can be known:
 *
 * <pre>
 * R &lt;= P                          R
 * R &gt; P, grown header, V &lt;= R      V if V &gt;= P, else P
 * R &gt; P, normal header, V &lt; P      P
 * otherwise                       ambiguous: P, V or R, settled by what comes next
 * an ordinary error packet        ambiguous: 0 beside these, as that is a header and no pseudo-header
 * </pre>
 *
 * with R the bytes asked for and P the first read size. Holds no data, only their checksum. Mutable.
 */
final class ReadFrame {
    /** R cannot be more than this, whatever a request's block count and size multiply to. */
    static final long MAX_READ_BYTES = 0xFFFFFFFFL;

    final Exchange exchange;
    final Operation.ReadFile request;
    final long value;
    private final Reply.ReadForm headForm;
    private final boolean bareError;
    private final byte[] header;
    private final FrameChecksum checksum;
    private final long[] boundaries;
    private int boundary;
    private long dataBytes;
    private long trailingPadding;
    private long lastByteNanos;

    ReadFrame(
            Exchange exchange,
            Operation.ReadFile request,
            byte[] bytes,
            int offset,
            FrameChecksum checksum,
            long timeNanos) {
        this.exchange = exchange;
        this.request = request;
        this.headForm = ReadLayout.form(bytes, offset);
        this.bareError = Plausibility.bareError(bytes, offset);
        this.value = Wire.u32(bytes, offset + ReadLayout.VALUE);
        this.header = Arrays.copyOfRange(bytes, offset, offset + ReadLayout.PSEUDO_HEADER_LENGTH);
        this.checksum = checksum;
        long[] ofData = boundaries(headForm, value, requestedBytes(request), exchange.firstReadSize);
        this.boundaries = bareError && ofData[0] > 0
                ? LongStream.concat(LongStream.of(0), LongStream.of(ofData)).toArray()
                : ofData;
        this.lastByteNanos = timeNanos;
    }

    /** R of a request, bounded. */
    static long requestedBytes(Operation.ReadFile request) {
        long product = request.sizeBytes();
        return Long.compareUnsigned(product, MAX_READ_BYTES) > 0 ? MAX_READ_BYTES : product;
    }

    /** The lengths that the data can have, ascending; one when there is no doubt. */
    private static long[] boundaries(Reply.ReadForm form, long value, long requested, long firstRead) {
        if (form == Reply.ReadForm.ERROR) {
            return new long[] {0};
        }
        if (requested <= firstRead) {
            return new long[] {requested};
        }
        if (form == Reply.ReadForm.GROWN && value <= requested) {
            return new long[] {Math.max(value, firstRead)};
        }
        if (form == Reply.ReadForm.NORMAL && value < firstRead) {
            return new long[] {firstRead};
        }
        return value > firstRead && value < requested
                ? new long[] {firstRead, value, requested}
                : new long[] {firstRead, requested};
    }

    /** The form as far as it is known: an ordinary error is one as long as nothing follows. */
    Reply.ReadForm form() {
        return bareError && dataBytes == 0 ? Reply.ReadForm.BARE_CODE : headForm;
    }

    boolean isAmbiguous() {
        return boundaries.length > 1;
    }

    /** Whether the data may end here. */
    boolean atBoundary() {
        return dataBytes == boundaries[boundary];
    }

    /** Whether the data must end here. */
    boolean isComplete() {
        return atBoundary() && boundary == boundaries.length - 1;
    }

    /** Whether every length that is possible has at least been reached. */
    boolean hasShortest() {
        return dataBytes >= boundaries[0];
    }

    /** The data did not end at this boundary: on to the next. */
    void passBoundary() {
        boundary++;
    }

    /** Takes data up to the next boundary. */
    void take(Chunk chunk) {
        int taken = (int) Math.min(boundaries[boundary] - dataBytes, chunk.remaining());
        checksum.addView(chunk.bytes, chunk.position, taken);
        int run = paddingAtEnd(chunk.bytes, chunk.position, taken);
        trailingPadding = run == taken ? trailingPadding + run : run;
        chunk.position += taken;
        dataBytes += taken;
        if (taken > 0) {
            lastByteNanos = chunk.timeNanos;
        }
    }

    /** Whether so many bytes more can be data of this answer, behind some that were taken for the beginning of the next. */
    boolean hasRoomFor(long bytes, int lookedAt) {
        return bytes > 0 && bytes <= boundaries[boundaries.length - 1] - dataBytes - lookedAt;
    }

    /** Takes data of which only the description is left, and for which there is room. It ends no sooner than that. */
    void take(ReducedBytes data, long timeNanos) {
        long length = data.lengthBytes();
        boolean allPadding = data.paddingBytes() == length;
        trailingPadding = allPadding ? trailingPadding + length : data.paddingBytes();
        checksum.restart(data.checksumAfter());
        dataBytes += length;
        lastByteNanos = timeNanos;
        while (dataBytes > boundaries[boundary]) {
            boundary++;
        }
    }

    private static int paddingAtEnd(byte[] bytes, int offset, int length) {
        int run = 0;
        while (run < length && bytes[offset + length - 1 - run] == ReadLayout.PADDING) {
            run++;
        }
        return run;
    }

    long lastByteNanos() {
        return lastByteNanos;
    }

    long dataBytes() {
        return dataBytes;
    }

    /** The largest position-independent count of bytes after V that could be file data. */
    long trailingPadding() {
        return trailingPadding;
    }

    /** The frame as it stands, with what is known of the bytes really read. */
    Reply.Read reply(ReadEstimate estimate, boolean cutShort) {
        return new Reply.Read(
                form(),
                header,
                value,
                ReadLayout.DATA + dataBytes,
                estimate.bytesRead(),
                estimate.inferred(),
                estimate.endOfFile(),
                cutShort,
                estimate.fromPosition(),
                checksum);
    }

    void writeTo(SnapshotWriter out) {
        out.reference(exchange).raw(header).u32(value);
        out.u8(boundary).u32(dataBytes).u32(trailingPadding).u64(lastByteNanos).u64(checksum.value());
    }

    static ReadFrame readFrom(SnapshotReader in, RestoredExchanges restored, ChecksumLanes lanes)
            throws SnapshotException {
        Exchange exchange = restored.readReference(in);
        byte[] head = in.raw(ReadLayout.DATA, "head of a read");
        int at = in.position();
        int boundary = in.u8("boundary of a read");
        long dataBytes = in.u32("length of a read");
        long trailingPadding = in.u32(0, dataBytes, "padding of a read");
        long lastByteNanos = in.u64("time of a read");
        FrameChecksum checksum = new FrameChecksum(lanes, in.u64("checksum of a read"));
        ReadFrame frame =
                new ReadFrame(exchange, (Operation.ReadFile) exchange.operation, head, 0, checksum, lastByteNanos);
        frame.boundary = boundary;
        frame.dataBytes = dataBytes;
        frame.trailingPadding = trailingPadding;
        if (!frame.isInProgress()) {
            throw in.refused(at, "a read cannot stand at byte " + dataBytes + " before boundary " + boundary);
        }
        return frame;
    }

    /** Whether the data has passed all boundaries before the present one, and has not reached the last. */
    private boolean isInProgress() {
        return boundary < boundaries.length
                && (boundary == 0 || dataBytes >= boundaries[boundary - 1])
                && dataBytes <= boundaries[boundary]
                && !isComplete();
    }
}
