package dev.pcfstap.wal;

import dev.pcfstap.pcfs.FileStat;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.ReturnCodes;
import dev.pcfstap.pcfs.WireText;
import org.jspecify.annotations.Nullable;

/** A reply's own fields, and the return code behind them where there is one. */
final class ReplyJson implements Reply.Visitor<TextBuffer> {
    private static final byte[] RC = JsonText.entry("reply", "RC");
    private static final byte[] FDRES = JsonText.entry("reply", "FDRES");
    private static final byte[] ITEM = JsonText.entry("reply", "Folder Item");
    private static final byte[] READ = JsonText.entry("reply", "READ");
    private static final byte[] STAT = JsonText.entry("reply", "STAT");
    private static final byte[] QUERY = JsonText.entry("reply", "QUERY");
    private static final byte[] PONG = JsonText.entry("reply", "PONG");
    private static final byte[] UNKNOWN = JsonText.entry("reply", "Unknown");
    private static final byte[] WRITTEN = JsonText.key("written");
    private static final byte[] FD = JsonText.key("fd");
    private static final byte[] NEXT_ITEM = JsonText.key("next_item");
    private static final byte[] NEXT_ITEM_BYTES = JsonText.key("nextItemBytes");
    private static final byte[] FORM_ERROR = JsonText.entry("form", "error");
    private static final byte[] FORM_NORMAL = JsonText.entry("form", "normal");
    private static final byte[] FORM_GROWN = JsonText.entry("form", "grown");
    private static final byte[] FORM_OTHER = JsonText.entry("form", "other");
    private static final byte[] CHECKSUM = JsonText.key("chk");
    private static final byte[] FILE_SIZE = JsonText.key("file_size");
    private static final byte[] PACKET_LEN = JsonText.key("packet_len");
    private static final byte[] HEADER = JsonText.key("header");
    private static final byte[] BYTES_READ = JsonText.key("read");
    private static final byte[] INFERRED = JsonText.key("readInferred");
    private static final byte[] END_OF_FILE = JsonText.key("eof");
    private static final byte[] SHORT = JsonText.key("short");
    private static final byte[] FLAGS = JsonText.key("file_or_folder_flags");
    private static final byte[] PERMS = JsonText.key("perms");
    private static final byte[] FILE_LENGTH = JsonText.key("file_length");
    private static final byte[] CREATED = JsonText.key("created_millis");
    private static final byte[] MODIFIED = JsonText.key("modified_millis");
    private static final byte[] LARGE = JsonText.key("lg");
    private static final byte[] SMALL = JsonText.key("sm");
    private static final byte[] FFIO = JsonText.key("ffio_enabled");
    private static final byte[] CSR = JsonText.key("combined_send_recv_enabled");
    private static final byte[] REASON = JsonText.key("reason");
    private static final byte[] CODE = JsonText.key("rc");
    private static final byte[] CODE_NAME = JsonText.key("rcName");

    private TextBuffer out = new TextBuffer(0);
    private @Nullable Operation request;
    private @Nullable RawBytes raw;

    /** Prints a reply up to its return code, and keeps the bytes that {@link #printRaw} prints. */
    void print(@Nullable Operation answered, Reply reply, TextBuffer target) {
        out = target;
        request = answered;
        raw = null;
        reply.accept(this);
    }

    /** Prints the bytes of the reply that was printed last, if it did not decode. */
    void printRaw(TextBuffer target) {
        if (raw != null) {
            JsonFormat.raw(raw, target);
            raw = null;
        }
    }

    @Override
    public TextBuffer returnCode(Reply.ReturnCode reply) {
        out.put(RC);
        return code(reply.code());
    }

    /** On the wire the code is the number of bytes when it worked; here it says so, as everywhere. */
    @Override
    public TextBuffer written(Reply.Written reply) {
        out.put(RC);
        if (reply.bytes() < 0) {
            return code(reply.code());
        }
        out.put(WRITTEN).decimal(reply.bytes());
        return code(ReturnCodes.SUCCESS);
    }

    @Override
    public TextBuffer opened(Reply.Opened reply) {
        out.put(FDRES);
        if (reply.code() == ReturnCodes.SUCCESS) {
            out.put(FD).decimal(reply.descriptor());
        }
        return code(reply.code());
    }

    @Override
    public TextBuffer folderItem(Reply.FolderItem reply) {
        out.put(ITEM).put(NEXT_ITEM);
        WireText name = reply.name();
        if (name == null) {
            JsonText.nothing(out);
        } else {
            JsonText.string(name, out);
            if (!name.isUtf8()) {
                JsonText.base64(name.viewBytes(), out.put(NEXT_ITEM_BYTES));
            }
        }
        FileStat stat = reply.stat();
        if (stat != null) {
            stat(stat);
        }
        return code(reply.code());
    }

    @Override
    public TextBuffer read(Reply.Read reply) {
        if (reply.form() == Reply.ReadForm.BARE_CODE) {
            out.put(RC);
            return code((int) reply.value());
        }
        out.put(READ).put(form(reply.form()));
        JsonText.checksum(reply.checksum().value(), out.put(CHECKSUM));
        out.put(FILE_SIZE).decimal(reply.value()).put(PACKET_LEN).decimal(reply.packetLength());
        JsonText.base64(reply.header(), out.put(HEADER));
        boolean error = reply.form() == Reply.ReadForm.ERROR;
        if (!error) {
            out.put(BYTES_READ)
                    .decimal(reply.bytesRead())
                    .put(INFERRED)
                    .put(Words.of(reply.inferred()))
                    .put(END_OF_FILE)
                    .put(Words.of(reply.endOfFile()));
        }
        out.put(SHORT).put(Words.of(reply.cutShort()));
        return code(error ? (int) reply.value() : ReturnCodes.SUCCESS);
    }

    @Override
    public TextBuffer stat(Reply.Stat reply) {
        out.put(request instanceof Operation.QueryPath ? QUERY : STAT);
        stat(reply.stat());
        return code(ReturnCodes.SUCCESS);
    }

    @Override
    public TextBuffer large(Reply.Large reply) {
        JsonText.number(reply.value(), out.put(QUERY).put(LARGE));
        return code(ReturnCodes.SUCCESS);
    }

    @Override
    public TextBuffer small(Reply.Small reply) {
        out.put(QUERY).put(SMALL).decimal(reply.value());
        return code(ReturnCodes.SUCCESS);
    }

    @Override
    public TextBuffer pong(Reply.Pong reply) {
        out.put(PONG).put(FFIO).put(Words.of(reply.ffio())).put(CSR).put(Words.of(reply.csr()));
        return code(ReturnCodes.SUCCESS);
    }

    @Override
    public TextBuffer opaque(Reply.Opaque reply) {
        raw = reply.raw();
        return out.put(UNKNOWN);
    }

    @Override
    public TextBuffer unknown(Reply.Unknown reply) {
        raw = reply.raw();
        return JsonText.string(reply.reason(), out.put(UNKNOWN).put(REASON));
    }

    private TextBuffer code(int code) {
        out.put(CODE).decimal(Integer.toUnsignedLong(code));
        ReturnCodes.name(code).ifPresent(name -> JsonText.string(name, out.put(CODE_NAME)));
        return out;
    }

    private void stat(FileStat stat) {
        out.put(FLAGS)
                .decimal(Integer.toUnsignedLong(stat.flags()))
                .put(PERMS)
                .decimal(Integer.toUnsignedLong(stat.permissions()))
                .put(FILE_LENGTH)
                .decimal(stat.isFolder() ? 0 : stat.fileLength());
        JsonText.number(stat.createdMillis(), out.put(CREATED));
        JsonText.number(stat.modifiedMillis(), out.put(MODIFIED));
    }

    private static byte[] form(Reply.ReadForm form) {
        return switch (form) {
            case ERROR -> FORM_ERROR;
            case NORMAL -> FORM_NORMAL;
            case GROWN -> FORM_GROWN;
            case OTHER, BARE_CODE -> FORM_OTHER;
        };
    }
}
