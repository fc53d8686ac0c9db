package dev.pcfstap.pcap.file;

import dev.pcfstap.pcap.remark.Remark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pcapng: a list of blocks, each with its length before and after its body, in sections that have their own byte order
 * and their own interfaces.
 *
 * <pre>
 * block = type:u32 length:u32 body[length - 12] length:u32
 * </pre>
 *
 * Blocks of unknown types are skipped by their length. A block whose lengths disagree is damage: the reader looks for
 * the next block whose lengths agree, at any byte: what was cut off before it need not be a multiple of four.
 */
final class PcapngReader implements Records {
    private static final int MAX_INTERFACES = 4096;
    private static final int SECTION_OPTIONS_AT = 24;
    private static final int PACKET_HEADERS_BYTES = 256;

    private final String name;
    private final SlabReader in;
    private final PacketConsumer packets;
    private final PcapngPackets blocks;
    private final List<CaptureInterface> interfaces = new ArrayList<>();
    private boolean bigEndian;

    PcapngReader(String name, SlabReader in, PacketConsumer packets) {
        this.name = name;
        this.in = in;
        this.packets = packets;
        this.blocks = new PcapngPackets(name, in, packets, interfaces);
    }

    @Override
    public boolean step() throws IOException {
        boolean more = next();
        if (!more) {
            blocks.finish();
        }
        return more;
    }

    private boolean next() throws IOException {
        if (in.require(PcapngLayout.MIN_BLOCK_BYTES)) {
            return block();
        }
        if (in.available() > 0) {
            packets.damaged(String.format(
                    Locale.ROOT,
                    "%s: ends inside a block header at 0x%x, after %d of %d bytes",
                    name,
                    in.offset(),
                    in.available(),
                    PcapngLayout.MIN_BLOCK_BYTES));
        }
        return false;
    }

    /** Reads one block; false when nothing behind it can be read. */
    private boolean block() throws IOException {
        int type = Wire.i32(in.bytes(), in.position(), bigEndian);
        if (type == PcapngLayout.SECTION_HEADER && !beginSection()) {
            return resynchronize("no byte-order mark in the section header");
        }
        long length = Wire.u32(in.bytes(), in.position() + 4, bigEndian);
        if (length < PcapngLayout.MIN_BLOCK_BYTES || length % 4 != 0) {
            return resynchronize("no block: its length is " + length);
        }
        if (length > SlabReader.RECORD_BYTES) {
            return longBlock(type, length);
        }
        if (!in.require((int) length)) {
            return endsInside(length);
        }
        int end = in.position() + (int) length;
        long again = Wire.u32(in.bytes(), end - 4, bigEndian);
        if (again != length && !blockAt((int) length)) {
            return resynchronize("no block: it is " + length + " bytes long at its start and " + again + " at its end");
        }
        if (again != length) {
            packets.damaged(String.format(
                    Locale.ROOT,
                    "%s: the block at 0x%x is %d bytes long at its start and %d at its end",
                    name,
                    in.offset(),
                    length,
                    again));
        }
        contents(type, (int) length);
        in.advance((int) length);
        return true;
    }

    private void contents(int type, int length) {
        if (PcapngLayout.packet(type)) {
            blocks.packet(type, length, bigEndian);
        } else if (type == PcapngLayout.INTERFACE) {
            addInterface(length);
        } else if (type == PcapngLayout.SECTION_HEADER) {
            interfaces.clear();
            blocks.commentsWanted(oursAt(in.position(), length));
        }
    }

    /** Whether the section header says that a pcfs-tap wrote it. */
    private boolean oursAt(int at, int length) {
        PcapngOptions options = new PcapngOptions(in.bytes(), at + SECTION_OPTIONS_AT, at + length - 4, bigEndian);
        while (options.advance()) {
            if (options.code() == PcapngLayout.OPTION_APPLICATION) {
                return options.text().equals(Remark.APPLICATION);
            }
        }
        return false;
    }

    private void addInterface(int length) {
        if (length < 20) {
            packets.damaged(String.format(
                    Locale.ROOT,
                    "%s: the interface at 0x%x is %d bytes long, less than 20",
                    name,
                    in.offset(),
                    length));
        } else if (interfaces.size() < MAX_INTERFACES) {
            interfaces.add(CaptureInterface.parse(in.bytes(), in.position(), length, bigEndian));
        } else {
            packets.damaged(String.format(
                    Locale.ROOT,
                    "%s: more than %d interfaces; the one at 0x%x is not read",
                    name,
                    MAX_INTERFACES,
                    in.offset()));
        }
    }

    /** Takes the byte order of a section header that begins here; false when it has none. */
    private boolean beginSection() throws IOException {
        if (!in.require(PcapngLayout.MIN_SECTION_BYTES)) {
            return false;
        }
        int mark = Wire.i32(in.bytes(), in.position() + 8);
        boolean big = mark == PcapngLayout.BYTE_ORDER_MAGIC;
        if (!big && mark != Integer.reverseBytes(PcapngLayout.BYTE_ORDER_MAGIC)) {
            return false;
        }
        bigEndian = big;
        return true;
    }

    /** A block that no slab holds: no packet can be in it, so it is stepped over, unless its length is nonsense. */
    private boolean longBlock(int type, long length) throws IOException {
        if (PcapngLayout.packet(type) || type == PcapngLayout.INTERFACE || type == PcapngLayout.SECTION_HEADER) {
            return resynchronize("no block: its length is " + length);
        }
        if (!in.require(SlabReader.RECORD_BYTES)) {
            return endsInside(length);
        }
        long start = in.offset();
        if (!in.skip(length)) {
            packets.damaged(String.format(
                    Locale.ROOT,
                    "%s: ends inside a block at 0x%x, after %d of %d bytes",
                    name,
                    start,
                    in.offset() - start,
                    length));
            return false;
        }
        return true;
    }

    private boolean endsInside(long length) throws IOException {
        return resynchronize("ends after " + in.available() + " of the " + length + " bytes of the block");
    }

    /** Goes to the next place that looks like a block; false when there is none. */
    private boolean resynchronize(String what) throws IOException {
        long damagedAt = in.offset();
        long packetEnd = packetEnd();
        while (in.require(PcapngLayout.MIN_BLOCK_BYTES)) {
            if (in.offset() != damagedAt && leadsPast(packetEnd)) {
                packets.damaged(String.format(
                        Locale.ROOT, "%s: %s at 0x%x; continued at 0x%x", name, what, damagedAt, in.offset()));
                return true;
            }
            in.advance(1);
        }
        packets.damaged(String.format(Locale.ROOT, "%s: %s at 0x%x, and no block behind it", name, what, damagedAt));
        in.advance(in.available());
        return false;
    }

    /** Where the packet of a damaged block ends, if it says how long it is; else where the block begins. */
    private long packetEnd() throws IOException {
        in.require(PcapngPackets.ENHANCED_HEADER_BYTES + PACKET_HEADERS_BYTES);
        int packetAt = in.position() + PcapngPackets.ENHANCED_HEADER_BYTES;
        int end = in.position() + in.available();
        if (packetAt > end || Wire.i32(in.bytes(), in.position(), bigEndian) != PcapngLayout.ENHANCED_PACKET) {
            return in.offset();
        }
        long index = Wire.u32(in.bytes(), in.position() + 8, bigEndian);
        if (index >= interfaces.size()) {
            return in.offset();
        }
        int linkType = interfaces.get((int) index).linkType();
        int extent = packets.extentBytes(in.bytes(), packetAt, end, linkType);
        return in.offset() + PcapngPackets.ENHANCED_HEADER_BYTES + extent;
    }

    /**
     * Whether the blocks from here on lead to another one behind a packet, or to the file's end. Those of a capture that
     * lies in the packet's payload end with it.
     */
    private boolean leadsPast(long packetEnd) throws IOException {
        boolean before = bigEndian;
        int ahead = 0;
        while (blockAt(ahead) && in.available() > ahead && (ahead == 0 || in.offset() + ahead < packetEnd)) {
            int at = in.position() + ahead;
            if (Wire.i32(in.bytes(), at, bigEndian) == PcapngLayout.SECTION_HEADER) {
                bigEndian = Wire.i32(in.bytes(), at + 8) == PcapngLayout.BYTE_ORDER_MAGIC;
            }
            ahead += Wire.i32(in.bytes(), at + 4, bigEndian);
            if (ahead > SlabReader.SEARCH_BYTES) {
                break;
            }
        }
        boolean leads = ahead > 0 && (in.offset() + ahead >= packetEnd || in.available() == ahead) && blockAt(ahead);
        bigEndian = before;
        return leads;
    }

    /** Whether a block of a known type, whole and with equal lengths, lies {@code ahead} bytes from here. */
    private boolean blockAt(int ahead) throws IOException {
        if (!in.require(ahead + PcapngLayout.MIN_BLOCK_BYTES)) {
            return in.available() == ahead;
        }
        int at = in.position() + ahead;
        int type = Wire.i32(in.bytes(), at, bigEndian);
        boolean big = bigEndian;
        if (type == PcapngLayout.SECTION_HEADER) {
            big = Wire.i32(in.bytes(), at + 8) == PcapngLayout.BYTE_ORDER_MAGIC;
        }
        long length = Wire.u32(in.bytes(), at + 4, big);
        if (!PcapngLayout.known(type) || length < PcapngLayout.MIN_BLOCK_BYTES || length % 4 != 0) {
            return false;
        }
        return length <= SlabReader.SEARCH_BYTES
                && in.require(ahead + (int) length)
                && Wire.u32(in.bytes(), in.position() + ahead + (int) length - 4, big) == length;
    }
}
