package dev.pcfstap.tap;

import java.util.concurrent.ConcurrentLinkedQueue;

/** The streams that found the ring full. Any thread may enter one; the consumer lets all of them try again. */
final class RoomQueue {
    private final ConcurrentLinkedQueue<StreamTap> waiting = new ConcurrentLinkedQueue<>();

    void enter(StreamTap tap) {
        waiting.add(tap);
    }

    /** Tells everybody who waits now; who still finds no room enters again. Consumer thread. */
    void announceRoom() {
        if (waiting.isEmpty()) {
            return;
        }
        for (int left = waiting.size(); left > 0; left--) {
            StreamTap tap = waiting.poll();
            if (tap == null) {
                return;
            }
            tap.announceRoom();
        }
    }
}
