package dev.pcfstap.pcfs;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events in the order in which their last bytes arrived, across all streams, although the length of some reads is
 * settled only later. Such a read is given a place, and what comes after it waits.
 *
 * <p>Nothing waits longer than {@link #LONGEST_WAIT_NANOS} of arrival time, nor while more than {@link #MAX_WAITING} events
 * or {@link #MAX_RAW_BYTES} or {@link #MAX_BYTES} queue up: then the read loses its place and is put last when it is settled. Arrival times alone decide, so a capture
 * that is decoded again gives the same order. What a chunk costs here does not depend on how much waits. Confined to the
 * decoder's thread.
 */
final class EventOrder {
    static final long LONGEST_WAIT_NANOS = 1_000_000_000;
    static final int MAX_WAITING = 65_536;

    /** Nor while the bytes that did not decode, and wait to be shown, are more than this. */
    static final long MAX_RAW_BYTES = 4L << 20;

    /** Nor while all that waits takes more memory than about this. */
    static final long MAX_BYTES = 16L << 20;

    /** The place of an event that is not known yet, in the queue until it is filled, given up or lost. */
    static final class Place {
        private final long timeNanos;

        /** How many events and places were ever queued before it, and how many undecoded bytes. */
        private final long before;

        private final long rawBytesBefore;
        private final long bytesBefore;
        private @Nullable PcfsEvent event;
        private boolean open = true;

        private Place(long timeNanos, long before, long rawBytesBefore, long bytesBefore) {
            this.timeNanos = timeNanos;
            this.before = before;
            this.rawBytesBefore = rawBytesBefore;
            this.bytesBefore = bytesBefore;
        }
    }

    private static final Comparator<Place> OLDEST_FIRST =
            Comparator.<Place>comparingLong(place -> place.timeNanos).thenComparingLong(place -> place.before);

    /**
     * Events and places. A list whose nodes are made before they are linked: an array-based queue that finds no memory to grow in
     * takes itself for empty.
     */
    @SuppressWarnings("JdkObsolete")
    private final LinkedList<Object> queue = new LinkedList<>();

    /** The places that are open, as they stand in the queue. */
    private final LinkedHashSet<Place> open = new LinkedHashSet<>();

    /** The same by time, which can step back where it comes from several captures or clocks. */
    private final TreeSet<Place> openByTime = new TreeSet<>(OLDEST_FIRST);

    /** How many events and places were ever queued, and how many undecoded bytes with them. */
    private long queued;

    private long queuedRawBytes;

    /** About how much memory was ever taken by what was queued while a place was open. */
    private long waitedBytes;

    private long deliveredRawBytes;
    private long steps;

    void add(PcfsEvent event) {
        queue.add(event);
        queued++;
        queuedRawBytes += rawBytes(event);
        if (!open.isEmpty()) {
            waitedBytes += heldBytes(event);
            if (isCrowd(firstOpen())) {
                closeAll(Long.MAX_VALUE);
            }
        }
    }

    /** What only waits for its delivery, before the first open place, does not count: batches end where they like. */
    private boolean isCrowd(Place first) {
        return queued - first.before > MAX_WAITING
                || queuedRawBytes - first.rawBytesBefore > MAX_RAW_BYTES
                || waitedBytes - first.bytesBefore > MAX_BYTES;
    }

    private Place firstOpen() {
        return open.iterator().next();
    }

    /** The bytes that did not decode and wait to be shown, of what stands before the first place that is still open. */
    long deliverableRawBytes() {
        return (open.isEmpty() ? queuedRawBytes : firstOpen().rawBytesBefore) - deliveredRawBytes;
    }

    int size() {
        return queue.size();
    }

    /** How many events and places stand before the first that is still open. */
    long deliverable() {
        return open.isEmpty() ? queue.size() : queue.size() - (queued - firstOpen().before);
    }

    /** How often something that waits was looked at: what the order costs, whatever the machine. */
    long steps() {
        return steps;
    }

    /** A place behind everything so far, for an event whose last byte arrived at this time. */
    Place reserve(long timeNanos) {
        Place place = new Place(timeNanos, queued, queuedRawBytes, waitedBytes);
        boolean placed = false;
        try {
            open.add(place);
            openByTime.add(place);
            queue.add(place);
            queued++;
            placed = true;
        } finally {
            // A place that stood in one of them only would hold up everything, or lose its event.
            if (!placed) {
                close(place);
            }
        }
        return place;
    }

    /** The event belongs to the place; it goes last if the place was lost. */
    void fill(Place place, PcfsEvent event) {
        if (place.open) {
            place.event = event;
            close(place);
        } else {
            add(event);
        }
    }

    /** Nothing will come to this place. */
    void giveUp(Place place) {
        if (place.open) {
            close(place);
            if (queue.peekLast() == place) {
                // Chunks that arrived together make no longer queue than they would as one.
                queue.removeLast();
                queued--;
            }
        }
    }

    /** Time has come as far as this: who has waited too long loses its place. */
    void expire(long nowNanos) {
        if (!open.isEmpty()) {
            closeAll(nowNanos - LONGEST_WAIT_NANOS);
        }
    }

    /** Closes the places from up to this time. */
    private void closeAll(long latestNanos) {
        while (!open.isEmpty() && openByTime.first().timeNanos <= latestNanos) {
            close(openByTime.first());
            steps++;
        }
        steps++;
    }

    /** Hands over all events up to the first place that is still open. One that cannot be taken does not stop the others. */
    void deliverTo(Consumer<PcfsEvent> events) {
        Throwable failure = null;
        for (long left = deliverable(); left > 0; left--) {
            steps++;
            // Taken off first: what is thrown on the way costs this event, and repeats none.
            Object next = queue.remove();
            PcfsEvent event = next instanceof Place place ? place.event : (PcfsEvent) next;
            if (next instanceof PcfsEvent queuedEvent) {
                deliveredRawBytes += rawBytes(queuedEvent);
            }
            if (event != null) {
                try {
                    events.accept(event);
                } catch (Throwable e) {
                    failure = e;
                }
            }
        }
        steps++;
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** About how much memory it takes. */
    private static long heldBytes(PcfsEvent event) {
        SnapshotWriter asked = SnapshotWriter.counting();
        // What did not decode has no more than its bytes, and its checksum may still be under way.
        if (event instanceof PcfsEvent.Request request && !(request.operation() instanceof Operation.Unknown)) {
            request.operation().accept(new OperationWriter(asked));
        }
        return DecoderMemory.OBJECT_BYTES + asked.lengthBytes() + rawBytes(event);
    }

    private static long rawBytes(PcfsEvent event) {
        RawBytes raw = null;
        if (event instanceof PcfsEvent.Request request) {
            raw = request.undecodable();
        } else if (event instanceof PcfsEvent.Response response) {
            raw = response.undecodable();
        } else if (event instanceof PcfsEvent.Note note) {
            raw = note.raw();
        }
        return raw == null ? 0 : raw.kept().length;
    }

    private void close(Place place) {
        place.open = false;
        open.remove(place);
        openByTime.remove(place);
    }
}
