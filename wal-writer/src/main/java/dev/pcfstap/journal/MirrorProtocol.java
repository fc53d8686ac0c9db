package dev.pcfstap.journal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How a journal is copied over a TCP connection. Big-endian.
 *
 * <pre>
 *   hello  (mirror to server) = magic:u32 = 50 43 4A 4D, version:u16 = 1, tokenLength:u16, token[tokenLength],
 *                               journalId[16], segment:i64, offset:i64
 *   answer (server to mirror) = magic:u32, version:u16, status:u8, textLength:u16, text[textLength]
 *   frame  (server to mirror) = 1 segment:i64 header[48]       a segment begins
 *                             | 2 length:u32 commit[length]    a whole commit of it
 *                             | 3 behindBytes:i64              how much is waiting, 0 when all was sent; also a sign of life
 *                             | 4 textLength:u16 text          the source is damaged here; nothing follows
 *                             | 5 from:i64 to:i64              these are missing before the next segment, and stated to be
 * </pre>
 *
 * <p>The hello names the place where the mirror stopped: the first sequence of its last segment and that file's length;
 * segment -1 with journal id 0 when it has nothing. A frame's commit is byte for byte what lies in the source's file.
 */
final class MirrorProtocol {
    static final int MAGIC = 0x50434A4D;
    static final int VERSION = 1;
    static final int MAX_TOKEN_LENGTH = 1024;
    static final long NOTHING = -1;

    static final int SEGMENT = 1;
    static final int COMMIT = 2;
    static final int BEHIND = 3;
    static final int DAMAGED = 4;
    static final int STATED_HOLE = 5;

    static final int WELCOME = 0;
    static final int REFUSED = 1;

    private MirrorProtocol() {}

    /** Where a mirror stopped. */
    record Place(JournalId journal, long segment, long offset) {}

    static void writeHello(DataOutputStream out, String token, Place place) throws IOException {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        out.writeInt(MAGIC);
        out.writeShort(VERSION);
        out.writeShort(bytes.length);
        out.write(bytes);
        out.writeLong(place.journal().high());
        out.writeLong(place.journal().low());
        out.writeLong(place.segment());
        out.writeLong(place.offset());
        out.flush();
    }

    /** Reads up to the token, which is returned. */
    static byte[] readGreeting(DataInputStream in) throws IOException {
        int magic = in.readInt();
        int version = in.readUnsignedShort();
        int length = in.readUnsignedShort();
        if (magic != MAGIC || version != VERSION || length > MAX_TOKEN_LENGTH) {
            throw new IOException("the peer does not speak the mirror protocol, version " + VERSION);
        }
        return in.readNBytes(length);
    }

    static Place readPlace(DataInputStream in) throws IOException {
        return new Place(new JournalId(in.readLong(), in.readLong()), in.readLong(), in.readLong());
    }

    static void writeAnswer(DataOutputStream out, int status, String text) throws IOException {
        out.writeInt(MAGIC);
        out.writeShort(VERSION);
        out.writeByte(status);
        writeText(out, text);
        out.flush();
    }

    /** Throws when the answer is not a welcome. */
    static void readAnswer(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readUnsignedShort() != VERSION) {
            throw new IOException("the peer does not speak the mirror protocol, version " + VERSION);
        }
        int status = in.readUnsignedByte();
        String text = readText(in);
        if (status != WELCOME) {
            throw new IOException("the source refuses: " + text);
        }
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, 0xffff);
        out.writeShort(length);
        out.write(bytes, 0, length);
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
    }
}
