package dev.pcfstap.pcap.tcp;

import dev.pcfstap.tap.Direction;

/**
 * One direction of a connection. Sequence numbers are widened to 64 bits, so that they never wrap. Mutable; confined to
 * the reading thread.
 */
final class Flow {
    /** No window reaches further: what claims to lie beyond is not believed at once. */
    static final long MAX_AHEAD_BYTES = 32L << 20;

    /** Where the widened numbers begin, so that they stay positive when some lie before the first one seen. */
    private static final long LIFT = 1L << 40;

    final Direction direction;
    final HeldSegments held;
    final History history = new History();

    /** Whether {@link #next} means something: a SYN, data or its acknowledgement has been seen. */
    boolean seen;

    /** Nobody waits for bytes of this direction as long as it is not {@link #seen}. */
    boolean quiet;

    /**
     * Whether it is known where this direction begins. It is not where the capture begins inside the connection: an earlier
     * segment may come after a later one, so nothing is handed on before the receiver has acknowledged it.
     */
    boolean settled;

    /** Whether a segment of this direction was captured, with data or without. */
    boolean captured;

    /** The first byte's number. */
    long base;

    /** The number of the byte that is to be handed on next. */
    long next;

    /** The number after the last byte, -1 while no FIN has been seen. */
    long finish = -1;

    /** The FIN itself has been reached. */
    boolean finished;

    /** What the segment with the FIN acknowledged, and whether it did. */
    int finishAcknowledges;

    /** What the other side has acknowledged, as its last segment said; -1 when it has not. */
    long acknowledged = -1;

    /** While this is not seen: the first and the last acknowledgement of it. */
    boolean hinted;

    int firstHint;
    int lastHint;

    private final Beginnings beginnings = new Beginnings();

    /** The last hole that was given up. */
    long holeStart;

    long holeEnd;

    /** Where a segment that claimed to lie far ahead ended: a second one that begins there is believed. */
    long farEnd = -1;

    Flow(Direction direction, HeldTotal total) {
        this.direction = direction;
        this.held = new HeldSegments(total);
    }

    /** Widens a number of the wire to the one nearest to {@link #next}. */
    long widen(int sequence) {
        return next + (sequence - (int) next);
    }

    /** Begins at a number of the wire; {@code certain} if no byte of this direction can lie before it. */
    void start(int sequence, boolean certain) {
        seen = true;
        beginAt(sequence);
        if (hinted) {
            noteAcknowledged(widen(lastHint));
        }
        settled = certain;
    }

    /** Another SYN with another number: which of them counts, the other side's acknowledgement will say. */
    void mayBeginAt(int sequence) {
        if (untouched()) {
            beginnings.add((int) base, sequence);
        }
    }

    /** A number of this direction that is in use, which tells the right beginning from the others. */
    void isInUse(int number) {
        if (!beginnings.isEmpty() && untouched()) {
            int right = beginnings.nearest(number);
            if (right != (int) base) {
                beginAt(right);
            }
        }
    }

    private void beginAt(int sequence) {
        base = LIFT + (sequence & 0xFFFF_FFFFL);
        next = base;
        acknowledged = -1;
    }

    private boolean untouched() {
        return next == base && held.isEmpty() && finish < 0;
    }

    /** An earlier byte than the first one so far. */
    void beginsEarlier(long start) {
        base = start;
        next = start;
    }

    /** What was acknowledged before the connection was known. */
    void hinted(int first, int last) {
        hinted = true;
        firstHint = first;
        lastHint = last;
    }

    /** From now on, bytes are handed on. */
    void settle() {
        settled = true;
    }

    /** Takes a note of what the other side has received. */
    void acknowledged(int acknowledgement) {
        if (!seen) {
            if (!hinted) {
                hinted = true;
                firstHint = acknowledgement;
            }
            lastHint = acknowledgement;
            return;
        }
        isInUse(acknowledgement);
        noteAcknowledged(widen(acknowledgement));
        if (acknowledged >= next) {
            settle();
        }
    }

    private void noteAcknowledged(long wide) {
        if (Math.abs(wide - next) <= MAX_AHEAD_BYTES) {
            acknowledged = wide;
        }
    }

    /** Whether bytes up to this acknowledgement have yet to be handed on. */
    boolean lacks(int acknowledgement) {
        int ahead = acknowledgement - (int) next;
        return ahead > 0 && ahead <= MAX_AHEAD_BYTES;
    }

    /** Where this direction goes on, or would if what others wait for were there. */
    boolean goesOnAt(long number) {
        return (settled && number == next) || number == finish || (!held.isEmpty() && number == held.end());
    }

    /** Whether bytes of these numbers have been handed on, or given up. */
    boolean had(long start, int length) {
        return start >= base && start + length <= next;
    }

    /** Takes a note of a FIN that stands at {@code end}, unless it cannot be true. */
    void finishesAt(long end, int acknowledges) {
        if (finish < 0 && end >= next && end - next <= MAX_AHEAD_BYTES) {
            finish = end;
            finishAcknowledges = acknowledges;
        }
    }

    /** Steps over the FIN when everything before it has been handed on. */
    void finishIfDue() {
        if (settled && !finished && finish >= 0 && next >= finish) {
            finished = true;
            next = Math.max(next, finish + 1);
            held.clear();
        }
    }
}
