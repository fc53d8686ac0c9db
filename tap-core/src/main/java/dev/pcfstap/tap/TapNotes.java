package dev.pcfstap.tap;

import java.util.ArrayDeque;

/**
 * Notes about the tap itself, for stream 0, that wait for room on the ring. So many are kept; of what comes on top of them
 * while the log is blocked only the number is. Any thread.
 */
final class TapNotes {
    static final int MAX_WAITING = 100;

    private record Note(long timeNanos, String text) {}

    private final ArrayDeque<Note> waiting = new ArrayDeque<>();
    private long dropped;
    private long lastDroppedNanos;

    synchronized void add(long timeNanos, String text) {
        if (waiting.size() < MAX_WAITING) {
            waiting.add(new Note(timeNanos, text));
        } else {
            dropped++;
            lastDroppedNanos = timeNanos;
        }
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty() && dropped == 0;
    }

    /** Puts on the ring what it has room for. */
    synchronized void tell(TapRing ring) {
        Note next;
        while ((next = waiting.peek()) != null) {
            if (!ring.publish(TapSlot.Kind.NOTED, 0, next.timeNanos, next.text)) {
                return;
            }
            waiting.remove();
        }
        if (dropped > 0) {
            String text = "the log was blocked: " + dropped + " more notes about the tap are missing here";
            if (ring.publish(TapSlot.Kind.NOTED, 0, lastDroppedNanos, text)) {
                dropped = 0;
            }
        }
    }
}
