package dev.pcfstap.pcap.file;

import java.io.IOException;

/**
 * Classic pcap.
 *
 * <pre>
 * file   = magic:u32 major:u16 minor:u16 zone:i32 accuracy:u32 snapLength:u32 linkType:u32 record*
 * record = seconds:u32 fraction:u32 captured:u32 original:u32 packet[captured]
 * </pre>
 *
 * A record header that cannot be right is damage: the reader looks for the next place where two headers in a row fit.
 */
final class PcapReader {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int LINK_TYPE_AT = 20;
    private static final int CAPTURED_AT = 8;
    private static final int ORIGINAL_AT = 12;
    private static final int LINK_TYPE_MASK = 0xFFFF;
    private static final long SECONDS_APART = 7L * 24 * 3600;

    /** No packet of an Internet protocol is longer than this. */
    private static final int MAX_PACKET_BYTES = SlabReader.RECORD_BYTES - 256;

    private final String name;
    private final SlabReader in;
    private final PacketConsumer packets;
    private final PcapVariant variant;
    private final boolean bigEndian;
    private int linkType;
    private long lastSeconds = -1;
    private long lastDataOffset;

    PcapReader(String name, SlabReader in, PacketConsumer packets, PcapVariant variant) {
        this.name = name;
        this.in = in;
        this.packets = packets;
        this.variant = variant;
        this.bigEndian = variant.bigEndian();
    }

    void read() throws IOException {
        if (!in.require(FILE_HEADER_BYTES)) {
            packets.damaged(String.format(
                    "%s: ends inside the file header, after %d of %d bytes", name, in.available(), FILE_HEADER_BYTES));
            return;
        }
        linkType = Wire.i32(in.bytes(), in.position() + LINK_TYPE_AT, bigEndian) & LINK_TYPE_MASK;
        in.advance(FILE_HEADER_BYTES);
        lastDataOffset = in.offset();
        while (in.require(variant.headerBytes())) {
            if (!(fits(in.position()) ? record() : resynchronize())) {
                return;
            }
        }
        if (in.available() > 0) {
            packets.damaged(String.format(
                    "%s: ends inside a packet header at 0x%x, after %d of %d bytes",
                    name, in.offset(), in.available(), variant.headerBytes()));
        }
    }

    private boolean record() throws IOException {
        byte[] bytes = in.bytes();
        int at = in.position();
        long seconds = Wire.u32(bytes, at, bigEndian);
        long fraction = Wire.u32(bytes, at + 4, bigEndian);
        int captured = Wire.i32(bytes, at + CAPTURED_AT, bigEndian);
        long original = Wire.u32(bytes, at + ORIGINAL_AT, bigEndian);
        in.advance(variant.headerBytes());
        if (!in.require(captured)) {
            packets.damaged(String.format(
                    "%s: ends inside a packet at 0x%x, after %d of %d bytes",
                    name, in.offset(), in.available(), captured));
            return false;
        }
        lastSeconds = seconds;
        lastDataOffset = in.offset();
        long timeNanos = seconds * 1_000_000_000L + fraction * variant.nanosPerUnit();
        packets.packet(in.slab(), in.position(), captured, Math.max(captured, original), linkType, timeNanos);
        in.advance(captured);
        return true;
    }

    /** Whether a record header can be read as one; lenient about what some writers are known to get wrong. */
    private boolean fits(int at) {
        byte[] bytes = in.bytes();
        return Wire.u32(bytes, at + 4, bigEndian) < 2L * variant.unitsPerSecond()
                && Wire.u32(bytes, at + CAPTURED_AT, bigEndian) <= MAX_PACKET_BYTES;
    }

    private boolean fitsStrictly(int at) {
        byte[] bytes = in.bytes();
        long captured = Wire.u32(bytes, at + CAPTURED_AT, bigEndian);
        long original = Wire.u32(bytes, at + ORIGINAL_AT, bigEndian);
        long seconds = Wire.u32(bytes, at, bigEndian);
        return captured <= SlabReader.SEARCH_BYTES
                && captured > 0
                && captured <= original
                && original <= SlabReader.SEARCH_BYTES
                && Wire.u32(bytes, at + 4, bigEndian) < variant.unitsPerSecond()
                && (lastSeconds < 0 || Math.abs(seconds - lastSeconds) <= SECONDS_APART);
    }

    /** Goes to the next place that looks like a record; false when there is none. */
    private boolean resynchronize() throws IOException {
        long damagedAt = in.offset();
        long value = Wire.u32(in.bytes(), in.position() + CAPTURED_AT, bigEndian);
        // A length that was too long has made the reader step over the next header: look there again.
        in.rewind(lastDataOffset);
        int headerBytes = variant.headerBytes();
        while (in.require(headerBytes)) {
            if (in.offset() != damagedAt && fitsStrictly(in.position()) && anotherFollows(headerBytes)) {
                packets.damaged(String.format(
                        "%s: no packet header at 0x%x (packet length %d); continued at 0x%x",
                        name, damagedAt, value, in.offset()));
                lastDataOffset = in.offset() + headerBytes;
                return true;
            }
            in.advance(1);
        }
        packets.damaged(String.format(
                "%s: no packet header at 0x%x (packet length %d), nor anywhere behind it", name, damagedAt, value));
        in.advance(in.available());
        return false;
    }

    private boolean anotherFollows(int headerBytes) throws IOException {
        int captured = Wire.i32(in.bytes(), in.position() + CAPTURED_AT, bigEndian);
        if (!in.require(headerBytes + captured)) {
            return false;
        }
        if (!in.require(headerBytes + captured + headerBytes)) {
            return in.available() == headerBytes + captured;
        }
        return fitsStrictly(in.position() + headerBytes + captured);
    }
}
