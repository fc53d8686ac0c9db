package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.Direction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A sink that can be told to block, as a disk does, or to fail on a stream, as a bug does. */
final class StubbornSink extends RecordingSink {
    private final Set<Long> poisoned = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch blocked = new CountDownLatch(0);
    private volatile boolean waiting;

    void block() {
        blocked = new CountDownLatch(1);
    }

    void unblock() {
        blocked.countDown();
    }

    void failOn(long stream) {
        poisoned.add(stream);
    }

    /** Whether the consumer thread is in here and does not come out. */
    boolean isBlocking() {
        return waiting;
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        CountDownLatch latch = blocked;
        if (latch.getCount() > 0) {
            waiting = true;
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            waiting = false;
        }
        if (poisoned.contains(stream)) {
            throw new IllegalStateException("injected");
        }
        return super.received(stream, direction, timeNanos, bytes, offset, length);
    }
}
