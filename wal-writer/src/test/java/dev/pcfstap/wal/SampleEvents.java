package dev.pcfstap.wal;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.FileStat;
import dev.pcfstap.pcfs.MoveTo;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import dev.pcfstap.pcfs.QueryType;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events made by hand, all at one time, on stream 1. */
final class SampleEvents {
    /** 2026-11-20T21:40:48.123456789Z. */
    static final long TIME = 1_795_210_848_123_456_789L;

    static final Descriptor KNOWN = new Descriptor(3, WireText.of("/%SLC_EMU_DIR/sys/log.txt"));
    static final Descriptor FOREIGN = new Descriptor(-7, null);
    static final Descriptor NOT_UTF8 = new Descriptor(4, bytes("/caf", 0xE9));
    static final FileStat FILE = new FileStat(0x2C000000, 0x666, 4096, 1_234_567_890_123L, -1L);
    static final FileStat FOLDER = new FileStat(0xAC000000, 0x444, 99, 0, 0);
    static final int PATH_NOT_EXIST = 0xFFF0FFE9;

    private SampleEvents() {}

    static PcfsEvent opened() {
        return new PcfsEvent.Opened(1, TIME, new StreamAddresses("192.168.7.40:49152", "127.0.0.1:7500"));
    }

    static PcfsEvent closed() {
        return new PcfsEvent.Closed(1, TIME, CloseReason.CLIENT, 8, 7);
    }

    static PcfsEvent.Request request(Operation operation) {
        RawBytes undecodable = operation instanceof Operation.Unknown unknown ? unknown.raw() : null;
        return new PcfsEvent.Request(1, TIME, 7, operation, undecodable, 0, 0);
    }

    static PcfsEvent.Response response(Operation request, Reply reply) {
        return response(request, reply, Evidence.STATED);
    }

    static PcfsEvent.Response response(Operation request, Reply reply, Evidence evidence) {
        RawBytes undecodable = reply instanceof Reply.Unknown unknown ? unknown.raw() : null;
        return new PcfsEvent.Response(1, TIME, 7, request, reply, 376_999, 0, evidence, undecodable, 0, 0);
    }

    /** An answer whose time lies 50 ms before its request's. */
    static PcfsEvent.Response skewed(Operation request, Reply reply) {
        return new PcfsEvent.Response(
                1, TIME, 7, request, reply, PcfsEvent.Response.NO_LATENCY, 50_000_000, Evidence.STATED, null, 0, 0);
    }

    static PcfsEvent.Response unmatched(RawBytes raw) {
        Reply reply = new Reply.Unknown(raw, "no request waits for it");
        return new PcfsEvent.Response(
                1, TIME, 0, null, reply, PcfsEvent.Response.NO_LATENCY, 0, Evidence.STATED, raw, 0, 0);
    }

    static PcfsEvent.Note note(
            NoteKind kind, @Nullable Direction direction, @Nullable RawBytes raw, NoteField... fields) {
        return new PcfsEvent.Note(1, TIME, kind, direction, List.of(fields), raw);
    }

    static Operation.WriteFile write(Descriptor file) {
        return new Operation.WriteFile(file, MoveTo.END, 4, 1024);
    }

    static Operation.ReadFile read(Descriptor file, long blockCount, long blockSize) {
        return new Operation.ReadFile(file, MoveTo.CURRENT, blockCount, blockSize);
    }

    static Operation.QueryPath query(QueryType type) {
        return new Operation.QueryPath(WireText.of("/q"), type, false);
    }

    static Operation ping() {
        return new Operation.Ping(true, false, 196672, 4294967295L);
    }

    static Reply.Read readReply(Reply.ReadForm form, long value, boolean endOfFile, boolean cutShort) {
        byte[] header = new byte[32];
        header[0] = (byte) 0xC4;
        header[2] = '$';
        boolean inferred = form == Reply.ReadForm.OTHER;
        return new Reply.Read(
                form, header, value, 68, 31, inferred, endOfFile, cutShort, false, () -> 0xD5D2AB4653DCDECL);
    }

    static RawBytes raw(String latin1) {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return new RawBytes(bytes, bytes.length, () -> 0xBB88FC22E72BD25EL);
    }

    static WireText bytes(String ascii, int... more) {
        byte[] start = ascii.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        for (int i = 0; i < more.length; i++) {
            all[start.length + i] = (byte) more[i];
        }
        return WireText.copyOf(all, 0, all.length);
    }

    /** One request of every command. */
    static List<PcfsEvent> requests() {
        return Stream.of(
                        new Operation.CreateFolder(WireText.of("/new"), true),
                        new Operation.CreateFolder(WireText.of("/ro"), false),
                        new Operation.OpenFolder(WireText.of("/content")),
                        new Operation.ReadFolder(KNOWN),
                        new Operation.RewindFolder(KNOWN),
                        new Operation.CloseFolder(FOREIGN),
                        new Operation.OpenFile(WireText.of("/w.bin"), WireText.of("w+"), false),
                        new Operation.OpenFile(WireText.of("/nomode"), WireText.of(""), true),
                        read(KNOWN, 2, 16),
                        read(FOREIGN, 0x10000, 0x10001),
                        write(KNOWN),
                        write(FOREIGN),
                        new Operation.SetFilePosition(KNOWN, MoveTo.BEGIN),
                        new Operation.StatFile(FOREIGN),
                        new Operation.CloseFile(KNOWN),
                        new Operation.Remove(WireText.of("/r")),
                        new Operation.Rename(WireText.of("/a"), WireText.of("/b"), true),
                        query(QueryType.FREE_DISK_SPACE),
                        query(QueryType.FOLDER_SIZE),
                        query(QueryType.FILE_COUNT),
                        query(QueryType.PATH_DETAILS),
                        new Operation.ChangeOwner(WireText.of("/a"), 1000, 4294967295L),
                        new Operation.ChangeMode(WireText.of("/a"), true),
                        ping(),
                        new Operation.Unknown(raw("\0\1X\n\r\t\\\"\u00ff~\u007f"), "unknown command 0x77"))
                .<PcfsEvent>map(SampleEvents::request)
                .toList();
    }

    /** One response of every kind. */
    static List<PcfsEvent> responses() {
        Operation open = new Operation.OpenFile(WireText.of("/w.bin"), WireText.of("r"), false);
        Operation list = new Operation.ReadFolder(KNOWN);
        return List.of(
                response(new Operation.Remove(WireText.of("/r")), new Reply.ReturnCode(0)),
                response(new Operation.Remove(WireText.of("/r")), new Reply.ReturnCode(PATH_NOT_EXIST)),
                response(new Operation.Remove(WireText.of("/r")), new Reply.ReturnCode(5)),
                response(write(KNOWN), new Reply.Written(4096, 4096)),
                response(write(KNOWN), new Reply.Written(0xFFF0FFE0, -1)),
                response(open, new Reply.Opened(0, 5)),
                response(open, new Reply.Opened(PATH_NOT_EXIST, -1)),
                response(list, new Reply.FolderItem(0, WireText.of("code"), FOLDER)),
                response(list, new Reply.FolderItem(0xFFF0FFFC, null, null)),
                response(read(KNOWN, 1, 32), readReply(Reply.ReadForm.NORMAL, 4294967295L, true, false)),
                response(read(KNOWN, 1, 32), readReply(Reply.ReadForm.GROWN, 31, false, true), Evidence.GUESSED),
                response(read(KNOWN, 1, 32), readReply(Reply.ReadForm.OTHER, 31, false, false), Evidence.SETTLED),
                response(
                        read(KNOWN, 1, 32),
                        readReply(Reply.ReadForm.ERROR, Integer.toUnsignedLong(PATH_NOT_EXIST), false, false)),
                response(
                        read(KNOWN, 1, 32),
                        readReply(Reply.ReadForm.BARE_CODE, Integer.toUnsignedLong(PATH_NOT_EXIST), false, false)),
                response(open, new Reply.ReturnCode(PATH_NOT_EXIST)),
                response(new Operation.Rename(WireText.of("/a b"), WireText.of("/c"), false), new Reply.ReturnCode(0)),
                response(new Operation.StatFile(FOREIGN), new Reply.ReturnCode(PATH_NOT_EXIST)),
                response(new Operation.StatFile(KNOWN), new Reply.Stat(FILE)),
                response(query(QueryType.PATH_DETAILS), new Reply.Stat(FOLDER)),
                response(query(QueryType.FREE_DISK_SPACE), new Reply.Large(-1)),
                response(query(QueryType.FILE_COUNT), new Reply.Small(4294967295L)),
                response(ping(), new Reply.Pong(true, false)),
                response(ping(), new Reply.Unknown(raw("PONG?"), "body is 5 bytes")));
    }

    static String print(WalFormat format, PcfsEvent event) {
        TextBuffer out = new TextBuffer(16);
        format.print(event, out);
        return out.toString();
    }

    static String print(WalFormat format, List<PcfsEvent> events) {
        TextBuffer out = new TextBuffer(16);
        events.forEach(event -> format.print(event, out));
        return out.toString();
    }
}
