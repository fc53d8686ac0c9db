package dev.pcfstap.journal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Says when a snapshot is due besides the one at a segment's beginning: at the first connection, when all streams have been
 * idle from one tick to the next, when a while has passed since the last one, and when somebody asks. Confined to the
 * writer's thread except {@link #ask}.
 */
final class SnapshotTriggers {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNanos;
    private volatile boolean asked;
    private boolean connected;
    private boolean trafficSinceTick;
    private long lastNanos;
    private long notBeforeNanos = Long.MIN_VALUE;

    SnapshotTriggers(Duration interval, long nowNanos) {
        this.intervalNanos = interval.toNanos();
        this.lastNanos = nowNanos;
    }

    /** Any thread: take one at the next opportunity. */
    void ask() {
        asked = true;
    }

    void opened() {
        if (!connected) {
            connected = true;
            asked = true;
        }
        trafficSinceTick = true;
    }

    void traffic() {
        trafficSinceTick = true;
    }

    /** Whether one is due at the end of a batch. */
    boolean dueAfterBatch(long nowNanos) {
        // The end of a batch may be a little older than the segment that was begun in it. A clock that was set back is
        // further off.
        boolean setBack = lastNanos - nowNanos > PAUSE_NANOS;
        return isLookWorthwhile(nowNanos) && (asked || setBack || nowNanos - lastNanos >= intervalNanos);
    }

    private boolean isLookWorthwhile(long nowNanos) {
        // A clock that was set back by more than that must not put it off for long.
        return nowNanos >= notBeforeNanos || nowNanos < notBeforeNanos - PAUSE_NANOS;
    }

    /** Whether one is due at a tick; also begins the next spell that may be idle. */
    boolean dueAtTick(long nowNanos) {
        boolean idle = !trafficSinceTick;
        trafficSinceTick = false;
        return (idle && isLookWorthwhile(nowNanos)) || dueAfterBatch(nowNanos);
    }

    /** None could be had: what was due stays so, and is looked at again in a while, as to look costs something, too. */
    void postponed(long nowNanos) {
        notBeforeNanos = nowNanos + PAUSE_NANOS;
    }

    void taken(long nowNanos) {
        asked = false;
        lastNanos = nowNanos;
    }
}
