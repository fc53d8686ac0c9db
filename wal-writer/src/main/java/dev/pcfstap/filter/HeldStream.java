package dev.pcfstap.filter;

import dev.pcfstap.pcfs.PcfsEvent;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A stream as far as its events hang together. Mutable. */
final class HeldStream {
    /** Requests without an answer, oldest first. */
    final ArrayDeque<HeldExchange> waiting = new ArrayDeque<>();

    /** The last request, when it is a write whose data have not come: they can only be its. */
    @Nullable
    HeldExchange writing;

    /** The stream's opening, until it was passed on. */
    PcfsEvent.@Nullable Opened opening;

    /** Whether anything of the stream was selected. */
    boolean selected;
}
