package dev.pcfstap.tap;

import org.jspecify.annotations.Nullable;

/** One slot of the ring, filled by a producer and emptied by the consumer. Mutable, reused, never handed out. */
final class TapSlot {

    enum Kind {
        OPENED,
        RECEIVED,
        GAP,
        NOTED,
        CLOSED,
        FLUSH,
        STOP
    }

    Kind kind = Kind.FLUSH;
    long stream;
    long timeNanos;
    Direction direction = Direction.CONSOLE_TO_HOST;
    byte @Nullable [] bytes;

    /** What a control event carries: {@link StreamAddresses}, {@link Gap}, {@link CloseReason} or the text of a note. */
    @Nullable
    Object detail;

    @Nullable
    Ledger ledger;

    void clear() {
        bytes = null;
        detail = null;
        ledger = null;
    }
}
