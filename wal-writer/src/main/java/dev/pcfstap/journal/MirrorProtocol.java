package dev.pcfstap.journal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * How a journal is copied over a TCP connection. Big-endian. What both draw and show is {@link MirrorLogin}'s.
 *
 * <pre>
 *   hello     (mirror to source) = magic:u32 = 50 43 4A 4D, version:u16 = 2, nonce[32]
 *   challenge (source to mirror) = answer, nonce[32] if it is a welcome
 *   login     (mirror to source) = proof[32], journalId[16], segment:i64, offset:i64
 *   answer    (source to mirror) = magic:u32, version:u16, status:u8, textLength:u16, text[textLength]
 *   welcome   (source to mirror) = answer, proof[32] if it is a welcome
 *   frame     (source to mirror) = 1 segment:i64 header[48]       a segment begins
 *                                | 2 length:u32 commit[length]    a whole commit of it
 *                                | 3 behindBytes:i64              how much is waiting, 0 when all was sent; also a sign of life
 *                                | 4 textLength:u16 text          the source is damaged here; nothing follows
 *                                | 5 from:i64 to:i64              these are missing before the next segment, and stated to be
 *   sign      (mirror to source) = 1                              for each frame 3: it was read
 * </pre>
 *
 * <p>The login names the place where the mirror stopped: the first sequence of its last segment and that file's length;
 * segment -1 with journal id 0 when it has nothing. A frame's commit is byte for byte what lies in the source's file.
 */
final class MirrorProtocol {
    static final int MAGIC = 0x50434A4D;
    static final int VERSION = 2;
    static final long NOTHING = -1;

    static final int SEGMENT = 1;
    static final int COMMIT = 2;
    static final int BEHIND = 3;
    static final int DAMAGED = 4;
    static final int STATED_HOLE = 5;

    static final int SIGN = 1;

    static final int WELCOME = 0;
    static final int REFUSED = 1;

    private MirrorProtocol() {}

    /** Where a mirror stopped. */
    record Place(JournalId journal, long segment, long offset) {}

    static void writeHello(DataOutputStream out, byte[] nonce) throws IOException {
        out.writeInt(MAGIC);
        out.writeShort(VERSION);
        out.write(nonce);
        out.flush();
    }

    /** The mirror's nonce. */
    static byte[] readHello(DataInputStream in) throws IOException {
        checkVersion(in);
        return readExactly(in, MirrorLogin.NONCE_LENGTH);
    }

    static void writeLogin(DataOutputStream out, byte[] proof, Place place) throws IOException {
        out.write(proof);
        out.writeLong(place.journal().high());
        out.writeLong(place.journal().low());
        out.writeLong(place.segment());
        out.writeLong(place.offset());
        out.flush();
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
        checkVersion(in);
        int status = in.readUnsignedByte();
        String text = readText(in);
        if (status != WELCOME) {
            throw new IOException("the source refuses: " + text);
        }
    }

    private static void checkVersion(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC || in.readUnsignedShort() != VERSION) {
            throw new WrongVersion();
        }
    }

    /** Whoever is there speaks something else, or another version. */
    static final class WrongVersion extends IOException {
        private static final long serialVersionUID = 1;

        WrongVersion() {
            super("the peer does not speak the mirror protocol, version " + VERSION);
        }
    }

    static byte[] readExactly(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
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
