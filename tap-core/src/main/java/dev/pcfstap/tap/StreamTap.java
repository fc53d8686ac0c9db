package dev.pcfstap.tap;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * One stream's entrance to the ring. Confined to the event loop that owns the stream.
 *
 * <p>The relay {@linkplain #offer offers} each chunk before it forwards it. While the answer is {@code false} the relay
 * holds the chunk and reads no more; {@link #whenRoom} says when to try again. If that takes too long, it calls {@link
 * #letGo}: from then on chunks are accepted without being recorded, until the ring has a quarter of its room back, and
 * the log is told what is missing.
 */
public final class StreamTap {
    private final TapRing ring;
    private final long stream;
    private final Ledger ledger;
    private final Executor loop;
    private final ArrayDeque<Control> unpublished = new ArrayDeque<>();
    private final QueuedOnce waiting = new QueuedOnce();
    private Runnable whenRoom = () -> {};
    private Runnable whenFinished = () -> {};
    private long lastPlace = -1;
    private volatile long awaitedPlace = -1;
    private boolean closed;

    private boolean lettingGo;
    private long gapEvents;
    private long gapToHostBytes;
    private long gapToConsoleBytes;
    private long gapFromNanos;
    private long gapToNanos;

    private record Control(TapSlot.Kind kind, long timeNanos, Object detail) {}

    StreamTap(TapRing ring, long stream, Ledger ledger, Executor loop, long timeNanos, StreamAddresses addresses) {
        this.ring = ring;
        this.stream = stream;
        this.ledger = ledger;
        this.loop = loop;
        control(TapSlot.Kind.OPENED, timeNanos, addresses);
    }

    /** The stream's number, from 1. */
    public long stream() {
        return stream;
    }

    /** Whether the ring has the stream's opening, so that the sink hears of it before whatever is caused from now on. */
    public boolean isOpened() {
        return !isUntold();
    }

    /** The task to run on the stream's event loop when an offer that was refused is worth repeating. */
    public void whenRoom(Runnable task) {
        whenRoom = task;
    }

    /**
     * An array for a chunk that is going to be {@linkplain #offer offered}, with anything in it: it may have been another
     * chunk's. One that is not offered need not be given back. Any thread.
     */
    public byte[] chunk(int lengthBytes) {
        return ring.chunk(lengthBytes);
    }

    /**
     * Offers a chunk. When it is accepted the array is the ring's, and nobody else may write or read it any more: another
     * chunk may be in it soon.
     *
     * @return true when the chunk may be forwarded: it is on the ring, or it is part of a gap that is being counted; false
     *     when the ring is full, in which case the chunk stays the caller's
     */
    public boolean offer(Direction direction, long timeNanos, byte[] bytes) {
        if (lettingGo && !ring.roomy()) {
            miss(direction, timeNanos, bytes.length);
            return true;
        }
        long place = publishControls() && endGap() ? ring.publish(stream, direction, timeNanos, bytes, ledger) : -1;
        if (place < 0) {
            await();
            return false;
        }
        lastPlace = place;
        ledger.saw(bytes.length);
        return true;
    }

    /** The place on the ring of the last chunk that was put there; -1 when none was. Places ascend. */
    public long lastPlace() {
        return lastPlace;
    }

    /** Whether the sink has ended the batch that this place was in, so that what can be recorded of it is recorded. */
    public boolean isFinished(long place) {
        return place <= ring.finishedPlace();
    }

    /** The task to run on the stream's event loop when something that was {@linkplain #awaitFinished awaited} is finished. */
    public void whenFinished(Runnable task) {
        whenFinished = task;
    }

    /** Asks to be told, once, when the sink has finished with this place, and makes it hurry. One place at a time. */
    public void awaitFinished(long place) {
        awaitedPlace = place;
        ring.awaitFinished(this);
    }

    /** The stall has lasted too long: accept and count, without recording, until there is plenty of room again. */
    public void letGo() {
        lettingGo = true;
        await();
    }

    /**
     * Counts a chunk that is forwarded although it cannot be recorded, whatever room there is: there was no memory for a
     * copy, or no time to wait. It becomes part of the gap.
     */
    public void skip(Direction direction, long timeNanos, int lengthBytes) {
        lettingGo = true;
        miss(direction, timeNanos, lengthBytes);
        await();
    }

    /** Says something about the stream that is not traffic. */
    public void note(long timeNanos, String text) {
        control(TapSlot.Kind.NOTED, timeNanos, text);
    }

    /** Ends the stream. Later calls change nothing. */
    public void close(long timeNanos, CloseReason reason) {
        if (closed) {
            return;
        }
        closed = true;
        // What waits on the ring's behalf from here on must not keep a relay's connections in memory.
        whenRoom = () -> {};
        whenFinished = () -> {};
        ring.closing(true);
        if (ring.crowded() && !publishControls() && isUntold()) {
            unpublished.clear();
            lettingGo = false;
            ring.forget(this, takeGap());
            ring.closing(false);
            return;
        }
        if (gapEvents > 0) {
            unpublished.add(new Control(TapSlot.Kind.GAP, gapToNanos, takeGap()));
        }
        control(TapSlot.Kind.CLOSED, timeNanos, reason);
    }

    /** Whether the sink will not have heard of the stream unless more is put on the ring. */
    private boolean isUntold() {
        Control next = unpublished.peek();
        return next != null && next.kind == TapSlot.Kind.OPENED;
    }

    /** The stream's books. Any thread. */
    public TrafficCounts counts() {
        return ledger.counts();
    }

    /** Called by the consumer: there may be room now. */
    void announceRoom() {
        waiting.left();
        loop.execute(this::roomAnnounced);
    }

    long awaitedPlace() {
        return awaitedPlace;
    }

    /** Called by the consumer: the awaited place is finished. */
    void announceFinished() {
        loop.execute(whenFinished);
    }

    private void roomAnnounced() {
        boolean caughtUp = publishControls() && (!lettingGo || (ring.roomy() && endGap()));
        if (!caughtUp) {
            await();
        }
        whenRoom.run();
    }

    private void control(TapSlot.Kind kind, long timeNanos, Object detail) {
        unpublished.add(new Control(kind, timeNanos, detail));
        if (!publishControls()) {
            await();
        }
    }

    private boolean publishControls() {
        Control next;
        while ((next = unpublished.peek()) != null) {
            if (next.kind == TapSlot.Kind.OPENED && !closed && ring.crowded()) {
                return false;
            }
            if (!ring.publish(next.kind, stream, next.timeNanos, next.detail)) {
                return false;
            }
            unpublished.remove();
            if (next.kind == TapSlot.Kind.CLOSED) {
                ring.closing(false);
            }
        }
        return true;
    }

    /** Puts the gap, if there is one, on the ring; false when there is no slot for it. */
    private boolean endGap() {
        if (gapEvents > 0) {
            if (!ring.publish(TapSlot.Kind.GAP, stream, gapToNanos, gap())) {
                return false;
            }
            takeGap();
        }
        lettingGo = false;
        return true;
    }

    private void miss(Direction direction, long timeNanos, int bytes) {
        if (gapEvents == 0) {
            gapFromNanos = timeNanos;
        }
        gapEvents++;
        gapToNanos = timeNanos;
        if (direction == Direction.CONSOLE_TO_HOST) {
            gapToHostBytes += bytes;
        } else {
            gapToConsoleBytes += bytes;
        }
        ledger.saw(bytes);
        ledger.lost(bytes);
    }

    private Gap gap() {
        return new Gap(gapEvents, gapToHostBytes, gapToConsoleBytes, gapFromNanos, gapToNanos);
    }

    private Gap takeGap() {
        Gap gap = gap();
        gapEvents = 0;
        gapToHostBytes = 0;
        gapToConsoleBytes = 0;
        return gap;
    }

    /** Enters the queue of those who wait for room, once. */
    private void await() {
        waiting.enter(() -> ring.awaitRoom(this));
    }
}
