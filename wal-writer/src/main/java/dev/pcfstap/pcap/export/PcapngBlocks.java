package dev.pcfstap.pcap.export;

import dev.pcfstap.pcap.file.PcapngLayout;
import dev.pcfstap.pcap.remark.Remark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes pcapng blocks, big-endian. Confined to the exporting thread. */
final class PcapngBlocks {
    private static final int ETHERNET = 1;
    private static final int NANOSECONDS = 9;
    private static final int OPTION_INTERFACE_NAME = 2;
    private static final int NAME_IPV4 = 1;
    private static final int NAME_IPV6 = 2;
    private static final int MAX_COMMENT_BYTES = 8192;
    private static final int MAX_COMMENTS = 64;

    /** What an import is to read back is whole; an option's length has 16 bits. */
    private static final int MAX_REMARK_BYTES = 65_000;

    private static final int MAX_NAME_BYTES = 0xFF;
    private static final int FIRST_ROOM_BYTES = 1 << 18;

    private final OutputStream out;
    private ByteBuffer block = ByteBuffer.allocate(FIRST_ROOM_BYTES);

    PcapngBlocks(OutputStream out) {
        this.out = out;
    }

    /** The section, and its one interface: Ethernet, no snap length, nanoseconds. */
    void begin() throws IOException {
        open(PcapngLayout.SECTION_HEADER);
        block.putInt(PcapngLayout.BYTE_ORDER_MAGIC)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        option(PcapngLayout.OPTION_APPLICATION, Remark.APPLICATION.getBytes(StandardCharsets.US_ASCII));
        closeWithOptions();
        open(PcapngLayout.INTERFACE);
        block.putShort((short) ETHERNET).putShort((short) 0).putInt(0);
        option(OPTION_INTERFACE_NAME, Remark.APPLICATION.getBytes(StandardCharsets.US_ASCII));
        option(PcapngLayout.OPTION_TIME_RESOLUTION, new byte[] {NANOSECONDS});
        closeWithOptions();
    }

    void name(Endpoint endpoint, String name) throws IOException {
        byte[] text = name.replace('\0', '?').getBytes(StandardCharsets.UTF_8);
        int length = cutBetweenCharacters(text, MAX_NAME_BYTES);
        int addressBytes = endpoint.isIpv4() ? 4 : 16;
        open(PcapngLayout.NAME_RESOLUTION);
        block.putShort((short) (endpoint.isIpv4() ? NAME_IPV4 : NAME_IPV6));
        block.putShort((short) (addressBytes + length + 1));
        if (endpoint.isIpv4()) {
            block.putInt((int) endpoint.low());
        } else {
            block.putLong(endpoint.high()).putLong(endpoint.low());
        }
        block.put(text, 0, length).put((byte) 0);
        pad();
        block.putInt(0);
        close();
    }

    void packet(long timeNanos, byte[] frame, int length, List<String> comments) throws IOException {
        open(PcapngLayout.ENHANCED_PACKET);
        block.putInt(0).putLong(timeNanos).putInt(length).putInt(length).put(frame, 0, length);
        pad();
        if (comments.isEmpty()) {
            close();
            return;
        }
        for (String comment : comments.subList(0, Math.min(MAX_COMMENTS, comments.size()))) {
            option(PcapngLayout.OPTION_COMMENT, comment(comment));
        }
        closeWithOptions();
    }

    /** The comment's UTF-8, cut between characters where it is too long. */
    private static byte[] comment(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int most = text.startsWith(Remark.PREFIX) ? MAX_REMARK_BYTES : MAX_COMMENT_BYTES;
        if (bytes.length <= most) {
            return bytes;
        }
        String cut = new String(bytes, 0, cutBetweenCharacters(bytes, most), StandardCharsets.UTF_8);
        return (cut + "... (" + bytes.length + " bytes)").getBytes(StandardCharsets.UTF_8);
    }

    /** The longest length of at most {@code most} bytes that ends no character of UTF-8 in its middle. */
    private static int cutBetweenCharacters(byte[] utf8, int most) {
        int end = Math.min(most, utf8.length);
        while (end < utf8.length && (utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    private void open(int type) {
        block.clear();
        block.putInt(type).putInt(0);
    }

    private void option(int code, byte[] value) {
        need((int) PcapngLayout.padded(value.length) + 16);
        block.putShort((short) code).putShort((short) value.length).put(value);
        pad();
    }

    private void closeWithOptions() throws IOException {
        block.putInt(PcapngLayout.OPTION_END);
        close();
    }

    private void close() throws IOException {
        int length = block.position() + 4;
        block.putInt(length).putInt(4, length);
        out.write(block.array(), block.arrayOffset(), length);
    }

    private void pad() {
        while (block.position() % 4 != 0) {
            block.put((byte) 0);
        }
    }

    private void need(int bytes) {
        if (block.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(block.capacity() * 2 + bytes);
            block = larger.put(block.flip());
        }
    }
}
