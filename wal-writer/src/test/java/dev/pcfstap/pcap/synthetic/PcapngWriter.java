package dev.pcfstap.pcap.synthetic;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes pcapng block by block. */
public final class PcapngWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteOrder order;

    public PcapngWriter(ByteOrder order) {
        this.order = order;
    }

    public PcapngWriter section() {
        ByteBuffer body = buffer(16)
                .putInt(0x1A2B3C4D)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        block(0x0A0D0D0A, Bytes.of(body));
        return this;
    }

    /** An interface; {@code resolution} is its if_tsresol byte. */
    public void describe(int linkType, int snapLength, int resolution, long offsetSeconds) {
        ByteBuffer body =
                buffer(36).putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        body.putShort((short) 2).putShort((short) 3).put(new byte[] {'e', 't', 'h', 0});
        body.putShort((short) 9).putShort((short) 1).put((byte) resolution).put(new byte[3]);
        body.putShort((short) 14).putShort((short) 8).putLong(offsetSeconds);
        block(1, Bytes.of(body));
    }

    public void enhanced(int source, long units, byte[] packet, int snapLength) {
        int captured = Math.min(snapLength, packet.length);
        ByteBuffer body = buffer(20 + (captured + 3) / 4 * 4 + 12);
        body.putInt(source)
                .putInt((int) (units >>> 32))
                .putInt((int) units)
                .putInt(captured)
                .putInt(packet.length);
        body.put(packet, 0, captured).position(20 + (captured + 3) / 4 * 4);
        body.putShort((short) 1)
                .putShort((short) 3)
                .put(new byte[] {'h', 'i', '!', 0})
                .putInt(0);
        block(6, Bytes.of(body));
    }

    public void simple(byte[] packet) {
        ByteBuffer body =
                buffer(4 + (packet.length + 3) / 4 * 4).putInt(packet.length).put(packet);
        block(3, Bytes.of(body));
    }

    public void block(int type, byte[] body) {
        int length = 12 + body.length;
        out.writeBytes(
                Bytes.of(buffer(length).putInt(type).putInt(length).put(body).putInt(length)));
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    private ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(order);
    }
}
