package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.ReturnCodes;

/** What the {@code tap} format adds to a response: its latency, then what the tap worked out. */
final class ReplySuffix implements Reply.Visitor<TextBuffer> {
    private static final byte[] MICROS = ascii("us");
    private static final byte[] WRITTEN = ascii(" written=");
    private static final byte[] READ = ascii(" read=");
    private static final byte[] EOF = ascii(" eof");
    private static final byte[] SHORT = ascii(" short");
    private static final byte[] SETTLED = ascii(" settled");
    private static final byte[] GUESS = ascii(" guess");

    private final SafeWording wording;
    private TextBuffer out = new TextBuffer(0);

    ReplySuffix(SafeWording wording) {
        this.wording = wording;
    }

    void print(PcfsEvent.Response event, TextBuffer target) {
        out = target;
        if (event.latencyNanos() != -1) {
            // A wall clock that was set back between the two must not show as a negative time.
            out.put(' ').decimal(Math.max(0, event.latencyNanos()) / 1000).put(MICROS);
        }
        event.reply().accept(this);
        if (event.evidence() != Evidence.STATED) {
            out.put(event.evidence() == Evidence.SETTLED ? SETTLED : GUESS);
        }
    }

    @Override
    public TextBuffer returnCode(Reply.ReturnCode reply) {
        return name(reply.code());
    }

    @Override
    public TextBuffer written(Reply.Written reply) {
        return reply.bytes() >= 0 ? out.put(WRITTEN).decimal(reply.bytes()) : name(reply.code());
    }

    @Override
    public TextBuffer opened(Reply.Opened reply) {
        return name(reply.code());
    }

    @Override
    public TextBuffer folderItem(Reply.FolderItem reply) {
        return name(reply.code());
    }

    @Override
    public TextBuffer read(Reply.Read reply) {
        if (reply.form() == Reply.ReadForm.ERROR) {
            name((int) reply.value());
        } else {
            out.put(READ).decimal(reply.bytesRead());
            if (reply.endOfFile()) {
                out.put(EOF);
            }
        }
        return reply.cutShort() ? out.put(SHORT) : out;
    }

    @Override
    public TextBuffer stat(Reply.Stat reply) {
        return out;
    }

    @Override
    public TextBuffer large(Reply.Large reply) {
        return out;
    }

    @Override
    public TextBuffer small(Reply.Small reply) {
        return out;
    }

    @Override
    public TextBuffer pong(Reply.Pong reply) {
        return out;
    }

    @Override
    public TextBuffer opaque(Reply.Opaque reply) {
        RequestSuffix.cut(reply.raw(), wording, out);
        return out;
    }

    @Override
    public TextBuffer unknown(Reply.Unknown reply) {
        RequestSuffix.cut(reply.raw(), wording, out);
        return out;
    }

    private TextBuffer name(int code) {
        if (code != ReturnCodes.SUCCESS) {
            ReturnCodes.name(code).ifPresent(name -> out.put(' ').put(name));
        }
        return out;
    }
}
