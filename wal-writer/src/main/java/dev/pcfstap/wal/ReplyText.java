package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.FileStat;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import org.jspecify.annotations.Nullable;

/** The text of a response, from its arrow to its closing brace, that {@code cat-dev} and {@code tap} share. */
final class ReplyText implements Reply.Visitor<TextBuffer> {
    private static final byte[] RC = ascii("<-          RC {return_code=");
    private static final byte[] FD = ascii("<-       FDRES {response=");
    private static final byte[] ITEM = ascii("<- Folder Item {rc=");
    private static final byte[] READ = ascii("<-        READ {chk=");
    private static final byte[] STAT = ascii("<-        STAT {file_or_folder_flags=");
    private static final byte[] INFO = ascii("<-       QUERY {response=INFO:flags=");
    private static final byte[] LARGE = ascii("<-       QUERY {response=LG:");
    private static final byte[] SMALL = ascii("<-       QUERY {response=SM:");
    private static final byte[] PONG = ascii("<-        PONG {ffio_enabled=");
    private static final byte[] UNKNOWN = ascii("<-     Unknown {data=");
    private static final byte[] SUCCESS = ascii("Success");
    private static final byte[] FAILURE = ascii("Failure (");
    private static final byte[] NEXT_ITEM = ascii(",next_item=");
    private static final byte[] NONE = ascii("<None>");
    private static final byte[] FILE_SIZE = ascii(",file_size=");
    private static final byte[] PACKET_LEN = ascii(",packet_len=");
    private static final byte[] HEADER = ascii(",header=");
    private static final byte[] STAT_PERMS = ascii(",perms=");
    private static final byte[] STAT_LENGTH = ascii(",file_length=");
    private static final byte[] INFO_PERMS = ascii(":perms=");
    private static final byte[] INFO_LENGTH = ascii(":file_length=");
    private static final byte[] COMBINED = ascii(",combined_send_recv_enabled=");

    private final Wording wording;
    private TextBuffer out = new TextBuffer(0);
    private @Nullable Operation request;

    ReplyText(Wording wording) {
        this.wording = wording;
    }

    void print(@Nullable Operation answered, Reply reply, TextBuffer target) {
        out = target;
        request = answered;
        reply.accept(this);
    }

    void printUnknown(RawBytes raw, TextBuffer target) {
        wording.data(raw, target.put(UNKNOWN));
        target.put('}');
    }

    @Override
    public TextBuffer returnCode(Reply.ReturnCode reply) {
        return code(RC, reply.code()).put('}');
    }

    @Override
    public TextBuffer written(Reply.Written reply) {
        // The reference takes the number of bytes for an error code.
        return code(RC, reply.code()).put('}');
    }

    @Override
    public TextBuffer opened(Reply.Opened reply) {
        code(FD, reply.code());
        if (reply.code() == 0) {
            out.put(' ').put('(').decimal(reply.descriptor()).put(')');
        }
        return out.put('}');
    }

    @Override
    public TextBuffer folderItem(Reply.FolderItem reply) {
        code(ITEM, reply.code()).put(NEXT_ITEM);
        WireText name = reply.name();
        if (name == null) {
            out.put(NONE);
        } else {
            wording.text(name, out);
        }
        return out.put('}');
    }

    @Override
    public TextBuffer read(Reply.Read reply) {
        if (reply.form() == Reply.ReadForm.BARE_CODE && wording.showsBareErrors()) {
            return code(RC, (int) reply.value()).put('}');
        }
        out.put(READ)
                .hex(reply.checksum().value())
                .put(FILE_SIZE)
                .decimal(reply.value())
                .put(PACKET_LEN)
                .decimal(reply.packetLength())
                .put(HEADER);
        wording.pseudoHeader(reply, out);
        return out.put('}');
    }

    @Override
    public TextBuffer stat(Reply.Stat reply) {
        return request instanceof Operation.QueryPath
                ? stat(INFO, INFO_PERMS, INFO_LENGTH, reply.stat())
                : stat(STAT, STAT_PERMS, STAT_LENGTH, reply.stat());
    }

    @Override
    public TextBuffer large(Reply.Large reply) {
        return out.put(LARGE).unsigned(reply.value()).put('}');
    }

    @Override
    public TextBuffer small(Reply.Small reply) {
        return out.put(SMALL).decimal(reply.value()).put('}');
    }

    @Override
    public TextBuffer pong(Reply.Pong reply) {
        return out.put(PONG)
                .put(Words.of(reply.ffio()))
                .put(COMBINED)
                .put(Words.of(reply.csr()))
                .put('}');
    }

    @Override
    public TextBuffer opaque(Reply.Opaque reply) {
        printUnknown(reply.raw(), out);
        return out;
    }

    @Override
    public TextBuffer unknown(Reply.Unknown reply) {
        printUnknown(reply.raw(), out);
        return out;
    }

    private TextBuffer code(byte[] name, int code) {
        out.put(name);
        return code == 0 ? out.put(SUCCESS) : out.put(FAILURE).hex(code).put(')');
    }

    private TextBuffer stat(byte[] name, byte[] permissions, byte[] length, FileStat stat) {
        return out.put(name)
                .hex(stat.flags())
                .put(permissions)
                .hex(stat.permissions())
                .put(length)
                .decimal(stat.isFolder() ? 0 : stat.fileLength())
                .put('}');
    }
}
