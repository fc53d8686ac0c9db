package dev.pcfstap.pcfs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps events in the order in which their last bytes arrived, across all streams, although the length of some reads is
 * settled only later. Such a read is given a place, and what comes after it waits.
 *
 * <p>Nothing waits longer than {@link #LONGEST_WAIT_NANOS} of arrival time, nor while more than {@link #MOST_WAITING} events
 * or {@link #MOST_RAW_BYTES} queue up: then the read loses its place and is put last when it is settled. Arrival times alone decide, so a capture
 * that is decoded again gives the same order. Confined to the decoder's thread.
 */
final class EventOrder {
    static final long LONGEST_WAIT_NANOS = 1_000_000_000;
    static final int MOST_WAITING = 65_536;

    /** Nor while the bytes that did not decode, and wait to be shown, are more than this. */
    static final long MOST_RAW_BYTES = 4L << 20;

    /** The place of an event that is not known yet, in the queue until it is filled, given up or lost. */
    static final class Place {
        private final long timeNanos;
        private @Nullable PcfsEvent event;
        private boolean open = true;

        private Place(long timeNanos) {
            this.timeNanos = timeNanos;
        }
    }

    /** Events and places. */
    private final List<Object> queue = new ArrayList<>();

    private int openPlaces;
    private long rawBytes;

    void add(PcfsEvent event) {
        queue.add(event);
        rawBytes += rawBytes(event);
        if (openPlaces > 0 && isCrowd(queue.size(), rawBytes)) {
            letGoOfACrowd();
        }
    }

    private static boolean isCrowd(int waiting, long raw) {
        return waiting > MOST_WAITING || raw > MOST_RAW_BYTES;
    }

    /** What only waits for its delivery, before the first open place, does not count: batches end where they like. */
    private void letGoOfACrowd() {
        int first = 0;
        while (!(queue.get(first) instanceof Place place && place.open)) {
            first++;
        }
        long raw = 0;
        for (Object waiting : queue.subList(first, queue.size())) {
            raw += waiting instanceof PcfsEvent event ? rawBytes(event) : 0;
        }
        if (isCrowd(queue.size() - first, raw)) {
            closeAll(Long.MAX_VALUE);
        }
    }

    int size() {
        return queue.size();
    }

    /** A place behind everything so far, for an event whose last byte arrived at this time. */
    Place reserve(long timeNanos) {
        Place place = new Place(timeNanos);
        queue.add(place);
        openPlaces++;
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
            if (queue.get(queue.size() - 1) == place) {
                // Chunks that arrived together make no longer queue than they would as one.
                queue.remove(queue.size() - 1);
            }
        }
    }

    /** Time has come as far as this: who has waited too long loses its place. */
    void expire(long nowNanos) {
        if (openPlaces > 0) {
            closeAll(nowNanos - LONGEST_WAIT_NANOS);
        }
    }

    /** Closes the places from up to this time. */
    private void closeAll(long latestNanos) {
        for (Object waiting : queue) {
            if (waiting instanceof Place place && place.open && place.timeNanos <= latestNanos) {
                close(place);
            }
        }
    }

    /** Hands over all events up to the first place that is still open. One that cannot be taken does not stop the others. */
    void deliverTo(Consumer<PcfsEvent> events) {
        RuntimeException failure = null;
        int delivered = 0;
        for (int size = queue.size(); delivered < size; delivered++) {
            Object next = queue.get(delivered);
            if (next instanceof Place place && place.open) {
                break;
            }
            PcfsEvent event = next instanceof Place place ? place.event : (PcfsEvent) next;
            if (event != null) {
                try {
                    events.accept(event);
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }
        forget(delivered);
        if (failure != null) {
            throw failure;
        }
    }

    private void forget(int delivered) {
        queue.subList(0, delivered).clear();
        rawBytes = 0;
        for (Object waiting : queue) {
            rawBytes += waiting instanceof PcfsEvent event ? rawBytes(event) : 0;
        }
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
        openPlaces--;
    }
}
