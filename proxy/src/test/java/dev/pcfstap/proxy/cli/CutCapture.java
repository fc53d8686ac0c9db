package dev.pcfstap.proxy.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Little-endian pcap files with packets missing. */
final class CutCapture {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int PACKET_HEADER_BYTES = 16;
    private static final int CAPTURED_LENGTH = 8;

    private CutCapture() {}

    static byte[] withoutFirstPackets(byte[] pcap, int packets) {
        ByteBuffer in =
                ByteBuffer.wrap(pcap).order(pcap[0] == (byte) 0xA1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int at = FILE_HEADER_BYTES;
        for (int i = 0; i < packets; i++) {
            at += PACKET_HEADER_BYTES + in.getInt(at + CAPTURED_LENGTH);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(pcap, 0, FILE_HEADER_BYTES);
        out.write(pcap, at, pcap.length - at);
        return out.toByteArray();
    }
}
