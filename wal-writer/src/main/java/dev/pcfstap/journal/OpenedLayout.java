package dev.pcfstap.journal;

import dev.pcfstap.tap.StreamAddresses;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The payload of an opened record: both addresses as UTF-8 text.
 *
 * <pre>
 *   clientLength: u16, client[clientLength], serverLength: u16, server[serverLength]
 * </pre>
 *
 * <p>Bytes that follow are left to later versions. Text longer than 65,535 bytes is cut.
 */
final class OpenedLayout {
    private static final int MAX_TEXT_LENGTH = 0xffff;
    private static final StreamAddresses UNREADABLE = new StreamAddresses("?", "?");

    private OpenedLayout() {}

    static byte[] encode(StreamAddresses addresses) {
        byte[] client = text(addresses.client());
        byte[] server = text(addresses.server());
        byte[] bytes = new byte[4 + client.length + server.length];
        BigEndian.putU16(bytes, 0, client.length);
        System.arraycopy(client, 0, bytes, 2, client.length);
        BigEndian.putU16(bytes, 2 + client.length, server.length);
        System.arraycopy(server, 0, bytes, 4 + client.length, server.length);
        return bytes;
    }

    /** The addresses; question marks when the payload is too short for what it claims. */
    static StreamAddresses decode(byte[] bytes, int offset, int length) {
        if (length < 4) {
            return UNREADABLE;
        }
        int client = BigEndian.u16(bytes, offset);
        if (client + 4 > length) {
            return UNREADABLE;
        }
        int server = BigEndian.u16(bytes, offset + 2 + client);
        if (client + 4 + server > length) {
            return UNREADABLE;
        }
        return new StreamAddresses(
                new String(bytes, offset + 2, client, StandardCharsets.UTF_8),
                new String(bytes, offset + 4 + client, server, StandardCharsets.UTF_8));
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_TEXT_LENGTH ? bytes : Arrays.copyOf(bytes, MAX_TEXT_LENGTH);
    }
}
