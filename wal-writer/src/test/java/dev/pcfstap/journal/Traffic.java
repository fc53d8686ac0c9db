package dev.pcfstap.journal;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random calls of a tap, the same for the same seed, on a clock that only goes forward. */
final class Traffic {
    static final long EPOCH = 1_790_000_000_000_000_000L;

    private static final List<CloseReason> REASONS = List.of(CloseReason.values());

    private final Random random;
    private final int longestChunk;
    private final List<Long> open = new ArrayList<>();
    private long nextStream;
    private long now = EPOCH;

    Traffic(long seed, int longestChunk) {
        this(seed, longestChunk, 1);
    }

    Traffic(long seed, int longestChunk, long firstStream) {
        this.random = new Random(seed);
        this.longestChunk = longestChunk;
        this.nextStream = firstStream;
    }

    long now() {
        return now;
    }

    /** Lets time pass. */
    long later(long nanos) {
        now += nanos;
        return now;
    }

    /** One batch of one to {@code most} events. */
    void batch(TapSink sink, int most) {
        int events = 1 + random.nextInt(most);
        for (int i = 0; i < events; i++) {
            event(sink);
        }
        sink.batchEnded(later(1 + random.nextInt(1000)));
    }

    private void event(TapSink sink) {
        later(1 + random.nextInt(100_000));
        int dice = random.nextInt(40);
        if (open.isEmpty() || dice == 0) {
            open.add(nextStream);
            sink.opened(nextStream, now, new StreamAddresses("192.168.7.40:" + (1000 + nextStream), "[::1]:7500"));
            nextStream++;
        } else if (dice == 1) {
            long stream = open.remove(random.nextInt(open.size()));
            sink.closed(stream, now, REASONS.get(random.nextInt(REASONS.size())));
        } else if (dice == 2) {
            sink.gap(anyStream(), new Gap(3, random.nextInt(1000), random.nextInt(1000), now - 500, now));
        } else if (dice == 3) {
            sink.noted(random.nextBoolean() ? 0 : anyStream(), now, "note \u00e9 " + random.nextInt());
        } else {
            byte[] bytes = new byte[random.nextInt(longestChunk + 1) + 7];
            random.nextBytes(bytes);
            Direction direction = random.nextBoolean() ? Direction.CONSOLE_TO_HOST : Direction.HOST_TO_CONSOLE;
            sink.received(anyStream(), direction, now, bytes, 3, bytes.length - 7);
        }
    }

    void closeAll(TapSink sink) {
        for (long stream : open) {
            sink.closed(stream, later(10), CloseReason.SHUTDOWN);
        }
        open.clear();
        sink.batchEnded(later(10));
    }

    private long anyStream() {
        return open.get(random.nextInt(open.size()));
    }
}
