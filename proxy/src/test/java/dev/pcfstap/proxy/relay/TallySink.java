package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.Direction;
import java.util.concurrent.atomic.AtomicLong;

/** Counts bytes instead of keeping them, for conversations that are too long to keep. */
final class TallySink extends RecordingSink {
    private final AtomicLong bytes = new AtomicLong();

    long bytes() {
        return bytes.get();
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] chunk, int offset, int length) {
        bytes.addAndGet(length);
        return true;
    }
}
