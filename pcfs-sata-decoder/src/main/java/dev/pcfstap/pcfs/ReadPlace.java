package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/**
 * The place among all events of a read that may be complete: it is shown where its last byte arrived, though it is known only
 * later that it was. One a stream. Confined to the decoder's thread.
 */
final class ReadPlace {
    private final EventOrder events;
    private EventOrder.@Nullable Place place;
    private long dataBytes;

    ReadPlace(EventOrder events) {
        this.events = events;
    }

    /** What the stream has come to: a read that may be complete, or null. */
    void update(@Nullable ReadFrame frame, long timeNanos) {
        if (frame != null && place != null && dataBytes == frame.dataBytes()) {
            return;
        }
        giveUp();
        if (frame != null) {
            place = events.reserve(timeNanos);
            dataBytes = frame.dataBytes();
        }
    }

    /** The read is complete; the place is no use if it ended elsewhere. */
    void complete(ReadFrame frame) {
        if (frame.dataBytes() != dataBytes) {
            giveUp();
        }
    }

    /** Puts a response where its last byte arrived. */
    void put(PcfsEvent.Response response) {
        if (place == null) {
            events.add(response);
        } else {
            events.fill(place, response);
            place = null;
        }
    }

    private void giveUp() {
        if (place != null) {
            events.giveUp(place);
            place = null;
        }
    }
}
