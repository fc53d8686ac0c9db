package dev.pcfstap.pcfs;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Hashes the bytes of many frames, four chains at a time. Confined to the decoder's thread. */
final class ChecksumLanes {
    private final ArrayDeque<FrameChecksum> waiting = new ArrayDeque<>();
    private final Lane[] lanes = {new Lane(), new Lane(), new Lane(), new Lane()};

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
        FrameChecksum next;
        while ((next = waiting.poll()) != null) {
            if (lane.begin(next)) {
                return true;
            }
        }
        return false;
    }

    /** Hashes as many bytes as every active lane has in its present segment; returns how many. */
    private int hashStep(int active) {
        int step = Integer.MAX_VALUE;
        for (int i = 0; i < active; i++) {
            step = Math.min(step, lanes[i].left);
        }
        Lane a = lanes[0];
        if (active == 1) {
            a.state = FrameChecksum.hash(a.state, a.bytes, a.position, step);
        } else {
            // A lane without work of its own repeats the first one's: that costs nothing, the multiplier waits anyway.
            hashFour(a, lanes[1], active > 2 ? lanes[2] : a, active > 3 ? lanes[3] : a, step);
        }
        return step;
    }

    private static void hashFour(Lane a, Lane b, Lane c, Lane d, int count) {
        byte[] aBytes = a.bytes;
        byte[] bBytes = b.bytes;
        byte[] cBytes = c.bytes;
        byte[] dBytes = d.bytes;
        int aPosition = a.position;
        int bPosition = b.position;
        int cPosition = c.position;
        int dPosition = d.position;
        long aState = a.state;
        long bState = b.state;
        long cState = c.state;
        long dState = d.state;
        for (int i = 0; i < count; i++) {
            aState = (aState ^ (aBytes[aPosition + i] & 0xFF)) * FrameChecksum.PRIME;
            bState = (bState ^ (bBytes[bPosition + i] & 0xFF)) * FrameChecksum.PRIME;
            cState = (cState ^ (cBytes[cPosition + i] & 0xFF)) * FrameChecksum.PRIME;
            dState = (dState ^ (dBytes[dPosition + i] & 0xFF)) * FrameChecksum.PRIME;
        }
        d.state = dState;
        c.state = cState;
        b.state = bState;
        a.state = aState;
    }
}
