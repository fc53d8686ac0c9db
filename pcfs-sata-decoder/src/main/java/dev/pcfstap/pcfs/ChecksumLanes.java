package dev.pcfstap.pcfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hashes the bytes of many frames, four chains at a time. Their bytes are first copied into one array: with four arrays and
 * four offsets the loop needs more registers than there are, and takes two and a half times as long. Confined to the
 * decoder's thread.
 */
final class ChecksumLanes {
    /** Bytes of a chain that are hashed at a time: four of them stay in the first-level cache. */
    private static final int STRIPE = 2048;

    private static final Comparator<FrameChecksum> SHORTEST_FIRST =
            Comparator.comparingLong(FrameChecksum::waitingBytes);

    private final List<FrameChecksum> waiting = new ArrayList<>();
    private final Lane[] lanes = {new Lane(), new Lane(), new Lane(), new Lane()};
    private final byte[] stripes = new byte[lanes.length * STRIPE];

    /** One chain at work. */
    private static final class Lane {
        @Nullable
        FrameChecksum checksum;

        FrameChecksum.@Nullable Segment segment;
        byte[] bytes = new byte[0];
        int position;
        int left;
        long state;

        /** Takes on a checksum; false when it has nothing to hash. */
        boolean begin(FrameChecksum next) {
            checksum = next;
            state = next.state();
            return load(next.takeSegments());
        }

        boolean load(FrameChecksum.@Nullable Segment next) {
            segment = next;
            if (next == null) {
                return false;
            }
            bytes = next.bytes;
            position = next.offset;
            left = next.length;
            return true;
        }

        /** Moves on by bytes that were hashed; false when the chain has come to its end. */
        boolean advance(int hashed) {
            position += hashed;
            left -= hashed;
            if (left > 0) {
                return true;
            }
            if (segment != null && load(segment.next)) {
                return true;
            }
            if (checksum != null) {
                checksum.advanceTo(state);
                checksum = null;
            }
            bytes = new byte[0];
            return false;
        }
    }

    void enter(FrameChecksum checksum) {
        waiting.add(checksum);
    }

    /** Hashes everything that was added, after which every checksum has its value. */
    void finish() {
        // The longest are taken first, from the end: so the lanes come to their end at about the same time.
        waiting.sort(SHORTEST_FIRST);
        int active = 0;
        while (active < lanes.length && refill(lanes[active])) {
            active++;
        }
        while (active > 0) {
            int step = hashStep(active);
            for (int i = active - 1; i >= 0; i--) {
                Lane lane = lanes[i];
                if (!lane.advance(step) && !refill(lane)) {
                    active--;
                    lanes[i] = lanes[active];
                    lanes[active] = lane;
                }
            }
        }
    }

    private boolean refill(Lane lane) {
        while (!waiting.isEmpty()) {
            if (lane.begin(waiting.remove(waiting.size() - 1))) {
                return true;
            }
        }
        return false;
    }

    /** Hashes as many bytes as every active lane has in its present segment, up to a stripe; returns how many. */
    private int hashStep(int active) {
        Lane a = lanes[0];
        if (active == 1) {
            a.state = FrameChecksum.hash(a.state, a.bytes, a.position, a.left);
            return a.left;
        }
        int step = STRIPE;
        for (int i = 0; i < active; i++) {
            step = Math.min(step, lanes[i].left);
        }
        for (int i = 0; i < active; i++) {
            System.arraycopy(lanes[i].bytes, lanes[i].position, stripes, i * STRIPE, step);
        }
        hashStripes(step);
        return step;
    }

    /** A lane without work of its own goes over what was left in its stripe: that costs nothing, the multiplier waits anyway. */
    private void hashStripes(int count) {
        byte[] bytes = stripes;
        long a = lanes[0].state;
        long b = lanes[1].state;
        long c = lanes[2].state;
        long d = lanes[3].state;
        for (int i = 0; i < count; i++) {
            a = (a ^ (bytes[i] & 0xFF)) * FrameChecksum.PRIME;
            b = (b ^ (bytes[STRIPE + i] & 0xFF)) * FrameChecksum.PRIME;
            c = (c ^ (bytes[2 * STRIPE + i] & 0xFF)) * FrameChecksum.PRIME;
            d = (d ^ (bytes[3 * STRIPE + i] & 0xFF)) * FrameChecksum.PRIME;
        }
        lanes[0].state = a;
        lanes[1].state = b;
        lanes[2].state = c;
        lanes[3].state = d;
    }
}
