package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.ReturnCodes;
import dev.pcfstap.pcfs.WireText;

/** What the {@code tap} format adds to a response: its latency, then what the tap worked out, last the path. */
final class ReplySuffix implements Reply.Visitor<TextBuffer> {
    private static final byte[] MICROS = ascii("us");
    private static final byte[] SKEW = ascii(" skew");
    private static final byte[] WRITTEN = ascii(" written=");
    private static final byte[] READ = ascii(" read=");
    private static final byte[] READ_INFERRED = ascii(" read~");
    private static final byte[] EOF = ascii(" eof");
    private static final byte[] SHORT = ascii(" short");
    private static final byte[] SETTLED = ascii(" settled");
    private static final byte[] GUESS = ascii(" guess");
    private static final byte[] PATH = ascii(" path=");
    private static final byte[] SOURCE = ascii(" source=");
    private static final byte[] DEST = ascii(" dest=");

    private final SafeWording wording;
    private TextBuffer out = new TextBuffer(0);

    ReplySuffix(SafeWording wording) {
        this.wording = wording;
    }

    void print(PcfsEvent.Response event, TextBuffer target) {
        out = target;
        if (event.isSkewed()) {
            out.put(SKEW);
        } else if (event.hasLatency()) {
            out.put(' ').decimal(event.latencyNanos() / 1000).put(MICROS);
        }
        event.reply().accept(this);
        if (event.evidence() != Evidence.STATED) {
            out.put(event.evidence() == Evidence.SETTLED ? SETTLED : GUESS);
        }
        if (event.request() != null) {
            paths(event.request());
        }
    }

    /** What was asked stands some lines above, among those of other streams. */
    private void paths(Operation request) {
        WireText path = request.path();
        if (request instanceof Operation.Rename rename) {
            SafeText.putField(rename.source(), out.put(SOURCE));
            SafeText.putField(rename.destination(), out.put(DEST));
        } else if (path != null) {
            SafeText.putField(path, out.put(PATH));
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
        if (reply.form().isError()) {
            name((int) reply.value());
        } else {
            out.put(reply.inferred() ? READ_INFERRED : READ).decimal(reply.bytesRead());
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
