package dev.pcfstap.journal;

import dev.pcfstap.tap.Omission;

/**
 * The payload of an omitted record: what a tool took out of a stream at this place.
 *
 * <pre>
 *   offset
 *    0  requests: u64        requests that were left out
 *    8  responses: u64       answers that were left out
 *   16  toHostBytes: u64     their bytes from console to host
 *   24  toConsoleBytes: u64  their bytes from host to console
 *   32
 * </pre>
 */
final class OmissionLayout {
    static final int LENGTH = 32;

    private OmissionLayout() {}

    static byte[] encode(Omission omission) {
        byte[] bytes = new byte[LENGTH];
        BigEndian.putI64(bytes, 0, omission.requests());
        BigEndian.putI64(bytes, 8, omission.responses());
        BigEndian.putI64(bytes, 16, omission.toHostBytes());
        BigEndian.putI64(bytes, 24, omission.toConsoleBytes());
        return bytes;
    }

    /** The omission; nothing when the payload is too short. */
    static Omission decode(byte[] bytes, int offset, int length) {
        if (length < LENGTH) {
            return new Omission(0, 0, 0, 0);
        }
        return new Omission(
                BigEndian.i64(bytes, offset),
                BigEndian.i64(bytes, offset + 8),
                BigEndian.i64(bytes, offset + 16),
                BigEndian.i64(bytes, offset + 24));
    }
}
