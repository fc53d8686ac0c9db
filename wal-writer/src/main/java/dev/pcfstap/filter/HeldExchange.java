package dev.pcfstap.filter;

import dev.pcfstap.pcfs.PcfsEvent;
import org.jspecify.annotations.Nullable;

/** An exchange in progress, as far as its events must be judged alike. Mutable. */
final class HeldExchange {
    final HeldStream stream;
    final long number;
    final long requestNanos;

    PcfsEvent.@Nullable Response answer;

    /** Whether an answer would still change a verdict. */
    boolean open = true;

    /** Events that wait for the answer: the request and the data of a write. */
    @Nullable
    HeldEvent request;

    @Nullable
    HeldEvent data;

    HeldExchange(HeldStream stream, PcfsEvent.Request request) {
        this.stream = stream;
        this.number = request.exchange();
        this.requestNanos = request.timeNanos();
    }

    boolean isUndecided() {
        return request != null || data != null;
    }
}
