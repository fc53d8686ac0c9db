package dev.pcfstap.pcfs;

/**
 * A decoder's snapshot, version 2: what it must know to go on in the middle of its streams. Integers are big-endian; {@code
 * bytes} is {@code length:u32} and that many bytes, {@code text} is UTF-8 as {@code bytes}, a {@code bool} is one byte, 0
 * or 1. Times are nanoseconds since 1970.
 *
 * <pre>
 * snapshot   = magic:u32 version:u16 count:u32 stream{count}       streams in ascending order
 * stream     = number:u64 client:text server:text requests:u64 responses:u64
 *              skewNoted:bool leftOut:u64      from version 2 on
 *              ffio:bool csr:bool firstRead:u32 firstWrite:u32
 *              files:table folders:table
 *              count:u32 exchange{count}       outstanding, oldest first
 *              count:u32 exchange{count}       not outstanding any more, but bytes of it are still to come
 *              writing:ref asking answering
 * table      = count:u32 entry{count}          in ascending order of descriptors
 * entry      = descriptor:i32 position:i64     position -1 is unknown, -2 is at the end
 *              facts:u8 [writtenEnd:u64]       from version 2 on; bits 0x1 its length is unknown, 0x2 it was
 *                                              changed elsewhere, 0x4 it was written, up to writtenEnd
 *              path:bytes
 * exchange   = number:u64 firstRead:u32 completeNanos:i64 switchesOff:bool operation
 * ref        = number:u64                      of an exchange above; 0 is none
 * operation  = command:u8 fields               the protocol's id and the fields of {@link Operation} in their order;
 *                                              0xFF is an unknown request: length:u64 checksum:u64 reason:text
 *
 * asking     = state:u8 implausible:bool waiting:bytes           requests; 0 packet, 1 data, 2 oversized, 3 lost
 *              1: announced:u32 left:u32    2: oversized    3: lost
 * answering  = state:u8 implausible:bool grown:bool waiting:bytes
 *              0 boundary    1 packet: ref    2 read head: ref    3 read data: read    4 oversized: ref oversized    5 lost
 * read       = ref head[0x24] boundary:u8 data:u32 padding:u32 lastByteNanos:i64 checksum:u64
 * oversized  = left:u32 capture
 * lost       = capture unjudged:bytes
 * capture    = length:u64 checksum:u64 kept:bytes
 * </pre>
 *
 * <p>Where there is no room for all streams, of those that take most the tables and the outstanding requests are left out, and {@code
 * leftOut} is how many bytes they take; else it is 0.
 *
 * <p>Of a packet that is not whole, and of bytes that do not decode, the first {@link DecoderMemory#SMALL_BYTES} are written:
 * a packet of which more has come stands as an oversized one, which it is shown as. Older snapshots have them all.
 *
 * <p>An idle stream takes about 130 bytes and its addresses, an open descriptor 17 and its path. Nothing has a fixed size
 * beyond that. When read, {@code waiting} and {@code kept} are at most {@link DecoderLimits#bufferedBytes} a direction; file data is
 * never in a snapshot. There is no checksum over the whole: the journal has one a commit.
 */
final class SnapshotLayout {
    static final int MAGIC = 0x5043_5353;
    static final int VERSION = 2;
    static final int FIRST_VERSION = 1;

    /**
     * The first version that holds what is known of the lengths of files, whether a clock's skew was noted, and what was left out.
     */
    static final int VERSION_OF_FACTS = 2;

    /** Longer ones are not made. */
    static final int MAX_BYTES = 64 << 20;

    /** Stands where a command stands, for a request that did not decode. */
    static final int UNKNOWN_COMMAND = 0xFF;

    /** The fewest bytes that a stream, an exchange and a table's entry can take. */
    static final int MIN_STREAM_BYTES = 8 + 4 + 4 + 8 + 8 + 2 + 8 + 8 + 8 + 8 + 6 + 7;

    static final int MIN_EXCHANGE_BYTES = 8 + 4 + 8 + 1 + 1;
    static final int MIN_ENTRY_BYTES = 4 + 8 + 4;

    private SnapshotLayout() {}
}
