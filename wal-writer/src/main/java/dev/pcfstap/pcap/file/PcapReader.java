package dev.pcfstap.pcap.file;

import java.io.IOException;
import java.util.Locale;

/**
 * Classic pcap.
 *
 * <pre>
 * file   = magic:u32 major:u16 minor:u16 zone:i32 accuracy:u32 snapLength:u32 linkType:u32 record*
 * record = seconds:u32 fraction:u32 captured:u32 original:u32 packet[captured]
 * </pre>
 *
 * A record header that cannot be right is damage: the reader looks for the next place where two headers in a row fit. It
 * goes back for that to where the records that others follow end, because a length that was wrong has led it astray.
 */
final class PcapReader implements Records {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int LINK_TYPE_AT = 20;
    private static final int CAPTURED_AT = 8;
    private static final int ORIGINAL_AT = 12;
    private static final int LINK_TYPE_MASK = 0xFFFF;
    private static final int TIME_AND_LENGTHS_BYTES = 16;
    private static final long SECONDS_APART = 7L * 24 * 3600;

    /** 1990. */
    private static final long FIRST_CAPTURES_SECONDS = 631_152_000;

    private static final int PACKET_HEADERS_BYTES = 256;

    /** How many records nobody vouches for are read a second time, so that damage costs linear time. */
    private static final int MAX_TWICE = 4;

    /** No packet of an Internet protocol is longer than this. */
    private static final int MAX_PACKET_BYTES = SlabReader.RECORD_BYTES - 256;

    private final String name;
    private final SlabReader in;
    private final PacketConsumer packets;
    private final PcapVariant variant;
    private final boolean bigEndian;
    private final PcapTimes times;
    private int linkType;
    private boolean oddTimesSaid;
    private boolean begun;
    private long lastSeconds = -1;
    private long lastDataOffset;

    /** Where the first record begins that no other one vouches for by following it; how many there are since. */
    private long unprovenOffset;

    private int unproven;

    /** The bytes of all packets so far, and how far the reader has ever been. */
    private long handedBytes;

    private long furthestOffset;

    /** The time of the last record that another one follows, -1 before there is one. */
    private long provenSeconds = -1;

    PcapReader(String name, SlabReader in, PacketConsumer packets, PcapVariant variant) {
        this.name = name;
        this.in = in;
        this.packets = packets;
        this.variant = variant;
        this.bigEndian = variant.bigEndian();
        this.times = new PcapTimes(variant);
    }

    /** Reads the file's header; false when it is not whole. */
    private boolean begin() throws IOException {
        if (!in.require(FILE_HEADER_BYTES)) {
            packets.damaged(String.format(
                    Locale.ROOT,
                    "%s: ends inside the file header, after %d of %d bytes",
                    name,
                    in.available(),
                    FILE_HEADER_BYTES));
            return false;
        }
        linkType = Wire.i32(in.bytes(), in.position() + LINK_TYPE_AT, bigEndian) & LINK_TYPE_MASK;
        in.advance(FILE_HEADER_BYTES);
        lastDataOffset = in.offset();
        unprovenOffset = in.offset();
        return true;
    }

    @Override
    public boolean step() throws IOException {
        if (!begun) {
            begun = true;
            return begin();
        }
        if (in.require(variant.headerBytes())) {
            return fits(in.position()) ? record() : noRecord();
        }
        if (in.available() > 0) {
            packets.damaged(String.format(
                    Locale.ROOT,
                    "%s: ends inside a packet header at 0x%x, after %d of %d bytes",
                    name,
                    in.offset(),
                    in.available(),
                    variant.headerBytes()));
        }
        return false;
    }

    private boolean record() throws IOException {
        if (unproven > 0 && fitsStrictly(in.position(), lastSeconds)) {
            provenSeconds = lastSeconds;
            unprovenOffset = in.offset();
            unproven = 0;
        }
        int captured = Wire.i32(in.bytes(), in.position() + CAPTURED_AT, bigEndian);
        if (!in.require(variant.headerBytes() + captured)) {
            return endsInside(captured);
        }
        byte[] bytes = in.bytes();
        int at = in.position();
        long seconds = Wire.u32(bytes, at, bigEndian);
        long fraction = Wire.u32(bytes, at + 4, bigEndian);
        long original = Wire.u32(bytes, at + ORIGINAL_AT, bigEndian);
        in.advance(variant.headerBytes());
        lastSeconds = seconds;
        lastDataOffset = in.offset();
        unproven++;
        handedBytes += captured;
        long timeNanos = times.nanos(seconds, fraction);
        if (times.isFirstOdd() && !oddTimesSaid) {
            oddTimesSaid = true;
            packets.damaged(String.format(
                    Locale.ROOT,
                    "%s: times break the rule of the file from 0x%x on: %d in a second of %d; such fractions are taken for"
                            + " nanoseconds",
                    name,
                    lastDataOffset - variant.headerBytes(),
                    fraction,
                    variant.unitsPerSecond()));
        }
        packets.packet(in.slab(), in.position(), captured, Math.max(captured, original), linkType, timeNanos);
        in.advance(captured);
        return true;
    }

    /** Whether a record header can be read as one; lenient about what some writers are known to get wrong. */
    private boolean fits(int at) throws IOException {
        byte[] bytes = in.bytes();
        return Wire.u32(bytes, at + CAPTURED_AT, bigEndian) <= MAX_PACKET_BYTES
                && !zeros(at, TIME_AND_LENGTHS_BYTES)
                && (times.isLawful(Wire.u32(bytes, at + 4, bigEndian)) || lengthsFit());
    }

    /** Whether the lengths of this record are right, though its time is not: another one follows, or the file's end. */
    private boolean lengthsFit() throws IOException {
        int headerBytes = variant.headerBytes();
        int captured = Wire.i32(in.bytes(), in.position() + CAPTURED_AT, bigEndian);
        if (!lengthsFit(in.position()) || !in.require(headerBytes + captured)) {
            return false;
        }
        if (!in.require(headerBytes + captured + headerBytes)) {
            return in.available() == headerBytes + captured;
        }
        int next = in.position() + headerBytes + captured;
        long apart = Wire.u32(in.bytes(), next, bigEndian) - Wire.u32(in.bytes(), in.position(), bigEndian);
        return lengthsFit(next) && Math.abs(apart) <= SECONDS_APART;
    }

    private boolean lengthsFit(int at) {
        long captured = Wire.u32(in.bytes(), at + CAPTURED_AT, bigEndian);
        long original = Wire.u32(in.bytes(), at + ORIGINAL_AT, bigEndian);
        return captured > 0
                && captured <= original
                && captured <= SlabReader.SEARCH_BYTES
                && original <= SlabReader.SEARCH_BYTES;
    }

    private boolean zeros(int at, int count) {
        byte[] bytes = in.bytes();
        for (int i = at; i < at + count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsStrictly(int at, long nearSeconds) {
        long seconds = Wire.u32(in.bytes(), at, bigEndian);
        long fraction = Wire.u32(in.bytes(), at + 4, bigEndian);
        boolean lawful = oddTimesSaid ? fraction < 1_000_000_000L : fraction < variant.unitsPerSecond();
        return lengthsFit(at) && lawful && (nearSeconds < 0 || Math.abs(seconds - nearSeconds) <= SECONDS_APART);
    }

    /** The last packet of a file that was cut, or one whose length is wrong. */
    private boolean endsInside(int captured) throws IOException {
        String what = String.format(
                Locale.ROOT,
                "ends inside a packet at 0x%x, after %d of %d bytes",
                in.offset() + variant.headerBytes(),
                in.available() - variant.headerBytes(),
                captured);
        return resynchronize(what, what);
    }

    private boolean noRecord() throws IOException {
        String what = String.format(
                Locale.ROOT,
                "no packet header at 0x%x (packet length %d)",
                in.offset(),
                Wire.u32(in.bytes(), in.position() + CAPTURED_AT, bigEndian));
        return resynchronize(what, what + ", nor anywhere behind it");
    }

    /** Goes to the next place that looks like a record; false when there is none, which {@code forGood} says. */
    private boolean resynchronize(String what, String forGood) throws IOException {
        long damagedAt = in.offset();
        boolean atPacket = goBack();
        if (atPacket) {
            stepOverPacket();
        }
        int headerBytes = variant.headerBytes();
        boolean onlyZeros = true;
        while (in.require(headerBytes)) {
            if (in.offset() != damagedAt
                    && fitsStrictly(in.position(), provenSeconds)
                    && plausible(in.position())
                    && anotherFollows(headerBytes)) {
                packets.damaged(String.format(Locale.ROOT, "%s: %s; continued at 0x%x", name, what, in.offset()));
                unprovenOffset = in.offset();
                unproven = 0;
                return true;
            }
            onlyZeros &= in.offset() < damagedAt || in.bytes()[in.position()] == 0;
            in.advance(1);
        }
        onlyZeros &= zeros(in.position(), in.available());
        in.advance(in.available());
        packets.damaged(
                onlyZeros
                        ? String.format(
                                Locale.ROOT,
                                "%s: ends in %d zero bytes at 0x%x; it was not written to its end",
                                name,
                                in.offset() - damagedAt,
                                damagedAt)
                        : name + ": " + forGood);
        return false;
    }

    /** A length that was too long has made the reader step over the next header: look there again. True at a packet's start. */
    private boolean goBack() {
        furthestOffset = Math.max(furthestOffset, in.offset());
        return (unproven > MAX_TWICE || !rewind(unprovenOffset)) && rewind(lastDataOffset);
    }

    /** Goes back, unless packets of more than twice the bytes that were read could come of it, as a file may be made so. */
    private boolean rewind(long offset) {
        return handedBytes + furthestOffset - offset <= 2 * furthestOffset && in.rewind(offset);
    }

    /** What looks like a record by chance, as tables of small numbers do, is of no time at which captures were made. */
    private boolean plausible(int at) {
        return provenSeconds >= 0 || Wire.u32(in.bytes(), at, bigEndian) >= FIRST_CAPTURES_SECONDS;
    }

    /** Steps over the packet that lies here, if it says how long it is: what its payload holds is no record. */
    private void stepOverPacket() throws IOException {
        in.require(Math.min(SlabReader.SEARCH_BYTES, PACKET_HEADERS_BYTES));
        int extent = packets.extentBytes(in.bytes(), in.position(), in.position() + in.available(), linkType);
        if (extent > 0 && in.require(extent)) {
            in.advance(extent);
        }
    }

    private boolean anotherFollows(int headerBytes) throws IOException {
        int captured = Wire.i32(in.bytes(), in.position() + CAPTURED_AT, bigEndian);
        if (!in.require(headerBytes + captured)) {
            return false;
        }
        if (!in.require(headerBytes + captured + headerBytes)) {
            return in.available() == headerBytes + captured;
        }
        long seconds = Wire.u32(in.bytes(), in.position(), bigEndian);
        return fitsStrictly(in.position() + headerBytes + captured, seconds);
    }
}
