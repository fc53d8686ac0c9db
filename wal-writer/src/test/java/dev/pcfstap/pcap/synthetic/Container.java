package dev.pcfstap.pcap.synthetic;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** File formats. */
public enum Container {
    PCAP_LITTLE(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 1000),
    PCAP_BIG(ByteOrder.BIG_ENDIAN, 0xA1B2C3D4, 1000),
    PCAP_NANOS_LITTLE(ByteOrder.LITTLE_ENDIAN, 0xA1B23C4D, 1),
    PCAP_NANOS_BIG(ByteOrder.BIG_ENDIAN, 0xA1B23C4D, 1),
    PCAPNG_LITTLE(ByteOrder.LITTLE_ENDIAN, 0, 1000),
    PCAPNG_BIG(ByteOrder.BIG_ENDIAN, 0, 1000),
    PCAPNG_NANOS(ByteOrder.LITTLE_ENDIAN, 0, 1);

    final ByteOrder order;
    private final int magic;

    /** The resolution of its times. */
    public final int unitNanos;

    Container(ByteOrder order, int magic, int unitNanos) {
        this.order = order;
        this.magic = magic;
        this.unitNanos = unitNanos;
    }

    byte[] file(List<Frame> frames, int linkType, int snapLength) {
        return magic != 0 ? pcap(frames, linkType, snapLength) : pcapng(frames, linkType, snapLength);
    }

    private byte[] pcap(List<Frame> frames, int linkType, int snapLength) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = buffer(24).putInt(magic).putShort((short) 2).putShort((short) 4);
        out.writeBytes(Bytes.of(header.putInt(0).putInt(0).putInt(snapLength).putInt(linkType)));
        for (Frame frame : frames) {
            int captured = Math.min(snapLength, frame.bytes.length);
            ByteBuffer record = buffer(16 + captured);
            record.putInt((int) (frame.timeNanos / 1_000_000_000L));
            record.putInt((int) (frame.timeNanos % 1_000_000_000L / unitNanos));
            record.putInt(captured).putInt(frame.bytes.length).put(frame.bytes, 0, captured);
            out.writeBytes(Bytes.of(record));
        }
        return out.toByteArray();
    }

    private byte[] pcapng(List<Frame> frames, int linkType, int snapLength) {
        PcapngWriter out = new PcapngWriter(order);
        out.section();
        out.block(0x7777, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        out.describe(linkType, snapLength, unitNanos == 1 ? 9 : 6, 0);
        for (Frame frame : frames) {
            out.enhanced(0, frame.timeNanos / unitNanos, frame.bytes, snapLength);
        }
        out.block(5, new byte[12]);
        return out.bytes();
    }

    private ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(order);
    }
}
