package dev.pcfstap.pcap.file;

import java.util.List;
import java.util.Locale;

/** The three kinds of packet block, whole in the reader's window. Confined to the reading thread. */
final class PcapngPackets {
    static final int ENHANCED_HEADER_BYTES = 28;
    private static final int SIMPLE_HEADER_BYTES = 12;
    private static final int TRAILER_BYTES = 4;

    private final String name;
    private final SlabReader in;
    private final PacketConsumer packets;
    private final List<CaptureInterface> interfaces;
    private long lastNanos;
    private boolean timeKnown;
    private long unfit;
    private long unfitLeftOut;
    private String unfitYear = "";
    private boolean commentsWanted;

    PcapngPackets(String name, SlabReader in, PacketConsumer packets, List<CaptureInterface> interfaces) {
        this.name = name;
        this.in = in;
        this.packets = packets;
        this.interfaces = interfaces;
    }

    /** Whether what the packets of this section have as comments is of use. */
    void commentsWanted(boolean wanted) {
        commentsWanted = wanted;
    }

    /** Hands over the packet of the block at the reader's position. */
    void packet(int type, int length, boolean bigEndian) {
        if (type == PcapngLayout.SIMPLE_PACKET) {
            simple(length, bigEndian);
        } else {
            enhanced(type, length, bigEndian);
        }
    }

    private void enhanced(int type, int length, boolean bigEndian) {
        if (length < ENHANCED_HEADER_BYTES + TRAILER_BYTES) {
            damaged("is %d bytes long, less than 32", length);
            return;
        }
        byte[] bytes = in.bytes();
        int at = in.position();
        long index = type == PcapngLayout.OLD_PACKET
                ? Wire.u16(bytes, at + 8, bigEndian)
                : Wire.u32(bytes, at + 8, bigEndian);
        if (index >= interfaces.size()) {
            damaged("names interface %d, which its section does not have", index);
            return;
        }
        CaptureInterface source = interfaces.get((int) index);
        long units = Wire.u32(bytes, at + 12, bigEndian) << 32 | Wire.u32(bytes, at + 16, bigEndian);
        long captured = Wire.u32(bytes, at + 20, bigEndian);
        long original = Wire.u32(bytes, at + 24, bigEndian);
        if (captured > length - ENHANCED_HEADER_BYTES - TRAILER_BYTES) {
            damaged("is too short for its packet of %d bytes", captured);
            return;
        }
        if (!timed(source, units)) {
            return;
        }
        if (commentsWanted && type == PcapngLayout.ENHANCED_PACKET) {
            comments(at + ENHANCED_HEADER_BYTES + (int) PcapngLayout.padded(captured), at + length, bigEndian);
        }
        packets.packet(
                in.slab(),
                at + ENHANCED_HEADER_BYTES,
                (int) captured,
                Math.max(captured, original),
                source.linkType(),
                lastNanos);
    }

    /** Takes a packet's time; false when it has none that fits, and there is none before it to take instead. */
    private boolean timed(CaptureInterface source, long units) {
        long nanos = source.scale().nanos(units);
        if (nanos != TimeScale.NO_TIME) {
            lastNanos = nanos;
            timeKnown = true;
            return true;
        }
        unfitYear = unfit == 0 ? source.scale().year(units) : unfitYear;
        unfit++;
        unfitLeftOut += timeKnown ? 0 : 1;
        return timeKnown;
    }

    /** Says what could not be told of times. */
    void finish() {
        if (unfit == 0) {
            return;
        }
        String others = unfit > unfitLeftOut ? "; packets behind such a time have the one before it" : "";
        String leftOut = unfitLeftOut > 0 ? "; " + unfitLeftOut + " that no other time precedes are left out" : "";
        packets.damaged(String.format(
                Locale.ROOT,
                "%s: the times of %d packets do not fit: the first is in the year %s, and 1678 to 2261 can be told%s%s",
                name,
                unfit,
                unfitYear,
                leftOut,
                others));
    }

    private void comments(int from, int end, boolean bigEndian) {
        PcapngOptions options = new PcapngOptions(in.bytes(), from, end - TRAILER_BYTES, bigEndian);
        while (options.advance()) {
            if (options.code() == PcapngLayout.OPTION_COMMENT) {
                packets.commented(options.text(), lastNanos);
            }
        }
    }

    /** A simple packet has no time of its own: it gets that of the packet before it. */
    private void simple(int length, boolean bigEndian) {
        if (length < SIMPLE_HEADER_BYTES + TRAILER_BYTES) {
            damaged("is %d bytes long, less than 16", length);
            return;
        }
        if (interfaces.isEmpty()) {
            damaged("is on interface %d, which its section does not have", 0);
            return;
        }
        CaptureInterface source = interfaces.get(0);
        long original = Wire.u32(in.bytes(), in.position() + 8, bigEndian);
        long captured = Math.min(original, length - SIMPLE_HEADER_BYTES - TRAILER_BYTES);
        if (source.snapLength() > 0) {
            captured = Math.min(captured, source.snapLength());
        }
        packets.packet(
                in.slab(), in.position() + SIMPLE_HEADER_BYTES, (int) captured, original, source.linkType(), lastNanos);
    }

    private void damaged(String what, long value) {
        packets.damaged(String.format(Locale.ROOT, "%s: the packet block at 0x%x " + what, name, in.offset(), value));
    }
}
