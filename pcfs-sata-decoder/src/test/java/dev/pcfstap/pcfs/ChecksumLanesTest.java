package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumLanesTest {

    @Test
    void framesHashedTogetherGiveWhatEachGivesAlone() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ChecksumLanes lanes = new ChecksumLanes();
            List<FrameChecksum> frames = new ArrayList<>();
            List<Long> expected = new ArrayList<>();
            int count = random.nextInt(12);
            for (int i = 0; i < count; i++) {
                frames.add(new FrameChecksum(lanes));
                expected.add(FrameChecksum.INITIAL);
            }
            for (int batch = 0; batch < 3 && count > 0; batch++) {
                for (int add = random.nextInt(30); add > 0; add--) {
                    // Some are longer than what is hashed at a time.
                    byte[] bytes = new byte[random.nextInt(random.nextInt(4) == 0 ? 9_000 : 300)];
                    random.nextBytes(bytes);
                    int frame = random.nextInt(count);
                    if (random.nextInt(4) == 0) {
                        frames.get(frame).addCopy(bytes.clone(), 0, bytes.length);
                    } else {
                        frames.get(frame).addView(bytes, 0, bytes.length);
                    }
                    expected.set(frame, byteByByte(expected.get(frame), bytes));
                }
                lanes.finish();
            }
            assertThat(frames.stream().map(FrameChecksum::value))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(expected);
        }
    }

    /** FNV-1a as its definition says it. */
    private static long byteByByte(long state, byte[] bytes) {
        long hash = state;
        for (byte b : bytes) {
            hash ^= Byte.toUnsignedLong(b);
            hash *= 0x100000001b3L;
        }
        return hash;
    }
}
