package dev.pcfstap.tap;

/**
 * File data that went by and of which a journal kept only a description.
 *
 * @param direction which way it went: with {@link Direction#HOST_TO_CONSOLE} it was read, with the other one written
 * @param lengthBytes how much it was; from a file, so to be checked
 * @param checksumAfter the decoder's checksum of the answer that the data is part of, from the answer's first byte to the
 *     last of these; means nothing for data that was written
 * @param paddingBytes how many of the last bytes have the value that answers are padded with
 * @param digest SHA-256 of the bytes; shared, not to be written
 */
@SuppressWarnings("ArrayRecordComponent") // on its way to or from a file; nobody compares two of these
public record ReducedBytes(
        Direction direction, long lengthBytes, long checksumAfter, long paddingBytes, byte[] digest) {

    private static final long MAX_COUNTED_BYTES = 0xFFFFFFFFL;

    /** The length as it counts where bytes are counted: 0 to 2^32 - 1, whatever a file says. */
    public long countedBytes() {
        return Math.min(MAX_COUNTED_BYTES, Math.max(0, lengthBytes));
    }

    /** What a sink that cannot use the description misses. */
    public Gap asGap(long timeNanos) {
        boolean toHost = direction == Direction.CONSOLE_TO_HOST;
        long missing = Math.max(0, lengthBytes);
        return new Gap(1, toHost ? missing : 0, toHost ? 0 : missing, timeNanos, timeNanos);
    }
}
