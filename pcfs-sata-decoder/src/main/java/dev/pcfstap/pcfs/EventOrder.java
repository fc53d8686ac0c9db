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
        }
    }

    /** Time has come as far as this: who has waited too long loses its place. */
    void expire(long nowNanos) {
        if (openPlaces == 0) {
            return;
        }
        boolean crowded = queue.size() > MOST_WAITING || rawBytes > MOST_RAW_BYTES;
        for (Object waiting : queue) {
            if (waiting instanceof Place place
                    && place.open
                    && (crowded || nowNanos - place.timeNanos >= LONGEST_WAIT_NANOS)) {
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
