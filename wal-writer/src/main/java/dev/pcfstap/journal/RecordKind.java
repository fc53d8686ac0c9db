package dev.pcfstap.journal;

import java.util.Locale;

/** What a record is. Readers skip codes that they do not know by the record's length. */
public enum RecordKind {
    /** A stream was opened: {@link OpenedLayout}. */
    OPENED(1),
    /** A stream is over: {@link ClosedLayout}. */
    CLOSED(2),
    /** Bytes from the console to the host, as they were read from the socket. */
    TO_HOST(3),
    /** Bytes from the host to the console. */
    TO_CONSOLE(4),
    /** Traffic that went by without being kept: {@link GapLayout}. */
    GAP(5),
    /** What the writer knows to be synced, and what may be missing: {@link DurabilityStatement}. */
    DURABILITY(11),
    /** A decoder's state at this place in the order of records: opaque bytes, empty when there is none. */
    SNAPSHOT(6),
    /** A note: UTF-8 text to the end of the payload. */
    MARK(7),
    /** What a tool left out of a stream here: {@link OmissionLayout}. */
    OMITTED(8),
    /** File data of which only length and checksums are kept: {@link ReducedLayout}. */
    REDUCED(9),
    /** Bytes that stand in the journal already: {@link RepeatedLayout}. */
    REPEATED(10),
    /** Nothing: zeros, so that a long commit ends where a block of the disk does. */
    PADDING(12),
    /** Any code that this version does not know. */
    OTHER(0);

    private static final RecordKind[] BY_CODE = new RecordKind[256];

    static {
        java.util.Arrays.fill(BY_CODE, OTHER);
        for (RecordKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** The number in the record's first byte. */
    public int code() {
        return code;
    }

    /** The least stream number of such records: the tap itself, 0, or the first stream. */
    int leastStream() {
        return switch (this) {
            case OPENED, CLOSED, TO_HOST, TO_CONSOLE, OMITTED, REDUCED, REPEATED -> 1;
            case GAP, MARK, DURABILITY, SNAPSHOT, PADDING, OTHER -> 0;
        };
    }

    /** How many numbers of the payload, one after the other, are counts: none is negative. */
    int counts() {
        return switch (this) {
            case GAP -> 3;
            case OMITTED -> 4;
            case REDUCED -> 1;
            default -> 0;
        };
    }

    /** Where in the payload they begin. */
    int countsOffset() {
        return this == REDUCED ? ReducedLayout.LENGTH_OFFSET : 0;
    }

    static RecordKind of(int code) {
        return BY_CODE[code];
    }

    /** The kind as lists show it: lower case with hyphens. */
    public String token() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
