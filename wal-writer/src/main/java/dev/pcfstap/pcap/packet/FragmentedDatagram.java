package dev.pcfstap.pcap.packet;

import java.util.Arrays;
import java.util.BitSet;

/** The fragments of one datagram, put where they belong; where they overlap, the first one wins. */
final class FragmentedDatagram {
    private static final int UNIT_BYTES = 8;
    private static final int MAX_BYTES = 0xFFFF;
    private static final int FIRST_ROOM_BYTES = 4096;

    private final long startNanos;
    private final BitSet units = new BitSet();
    private byte[] payload = new byte[FIRST_ROOM_BYTES];
    private int header = -1;
    private int lengthBytes = -1;

    private final int announced;

    /** {@code announced} is the protocol that the fragment states which came first. */
    FragmentedDatagram(long startNanos, int announced) {
        this.startNanos = startNanos;
        this.announced = announced;
    }

    int announced() {
        return announced;
    }

    long startNanos() {
        return startNanos;
    }

    /** The protocol of the payload, as the first fragment states it. */
    int header() {
        return header;
    }

    /** Whether a fragment can be part of a datagram. */
    static boolean canHold(int offset, boolean more, int length) {
        return offset + length <= MAX_BYTES && length > 0 && (!more || length % UNIT_BYTES == 0);
    }

    /** Takes a copy of a fragment that {@link #canHold} agreed to. */
    void add(int headerOfFragment, int offset, boolean more, byte[] bytes, int at, int length) {
        int fragmentEnd = offset + length;
        if (!more && lengthBytes < 0) {
            lengthBytes = fragmentEnd;
        }
        if (offset == 0) {
            header = headerOfFragment;
        }
        if (fragmentEnd > payload.length) {
            payload = Arrays.copyOf(payload, Math.min(MAX_BYTES, Math.max(fragmentEnd, payload.length * 4)));
        }
        for (int done = 0; done < length; done += UNIT_BYTES) {
            int unit = (offset + done) / UNIT_BYTES;
            if (!units.get(unit)) {
                units.set(unit);
                System.arraycopy(bytes, at + done, payload, offset + done, Math.min(UNIT_BYTES, length - done));
            }
        }
    }

    boolean complete() {
        return lengthBytes > 0 && header >= 0 && units.nextClearBit(0) >= (lengthBytes + UNIT_BYTES - 1) / UNIT_BYTES;
    }

    /** The datagram's payload, complete. */
    byte[] payload() {
        return Arrays.copyOf(payload, lengthBytes);
    }
}
