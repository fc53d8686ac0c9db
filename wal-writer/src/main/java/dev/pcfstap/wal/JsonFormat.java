package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.tap.Direction;
import java.util.HashMap;
import java.util.Map;

/** JSON Lines: one object an event, as {@code wal-json-1.schema.json} beside this class describes them. */
public final class JsonFormat implements WalFormat, PcfsEvent.Visitor {
    private static final byte[] HEADER = ascii("{\"format\":\"pcfs-tap wal\",\"version\":1}\n");
    private static final byte[] TIME = ascii("{\"ts\":\"");
    private static final byte[] STREAM = ascii("\",\"stream\":");
    private static final byte[] EXCHANGE = JsonText.key("exchange");
    private static final byte[] OPEN = JsonText.entry("dir", "open");
    private static final byte[] CLIENT = JsonText.key("client");
    private static final byte[] SERVER = JsonText.key("server");
    private static final byte[] REQUEST = JsonText.entry("dir", "request");
    private static final byte[] DATA = JsonText.entry("dir", "data");
    private static final byte[] RESPONSE = JsonText.entry("dir", "response");
    private static final byte[] NOTE = JsonText.entry("dir", "note");
    private static final byte[] CLOSE = JsonText.entry("dir", "close");
    private static final byte[] OP = JsonText.key("op");
    private static final byte[] UNKNOWN = ascii("Unknown");
    private static final byte[] FD = JsonText.key("fd");
    private static final byte[] BYTES = JsonText.key("bytes");
    private static final byte[] LATENCY = JsonText.key("latencyNanos");
    private static final byte[] SKEW = JsonText.key("skewNanos");
    private static final byte[] EVIDENCE_SETTLED = JsonText.entry("evidence", "settled");
    private static final byte[] EVIDENCE_GUESS = JsonText.entry("evidence", "guess");
    private static final byte[] KIND = JsonText.key("note");
    private static final byte[] ABOUT_REQUESTS = JsonText.entry("about", "request");
    private static final byte[] ABOUT_RESPONSES = JsonText.entry("about", "response");
    private static final byte[] FIELDS = JsonText.key("fields");
    private static final byte[] REASON = JsonText.key("reason");
    private static final byte[] REQUESTS = JsonText.key("requests");
    private static final byte[] RESPONSES = JsonText.key("responses");
    private static final byte[] RAW = JsonText.key("raw");
    private static final byte[] RAW_LENGTH = JsonText.key("rawLength");
    private static final byte[] RAW_CHECKSUM = JsonText.key("rawChk");

    private final UtcTime time = new UtcTime();
    private final Map<String, byte[]> names = new HashMap<>();
    private final RequestJson requests = new RequestJson();
    private final ReplyJson replies = new ReplyJson();
    private TextBuffer out = new TextBuffer(0);

    @Override
    public void header(TextBuffer target, long timeNanos) {
        target.put(HEADER);
    }

    @Override
    public boolean recognizes(byte[] beginning) {
        return WalBeginning.matches(beginning, HEADER);
    }

    @Override
    public void print(PcfsEvent event, TextBuffer target) {
        out = target;
        time.nanos(event.timeNanos(), target.put(TIME)).put(STREAM).decimal(event.stream());
        event.accept(this);
        target.put('}').put('\n');
    }

    @Override
    public void opened(PcfsEvent.Opened event) {
        JsonText.string(event.addresses().client(), out.put(OPEN).put(CLIENT));
        JsonText.string(event.addresses().server(), out.put(SERVER));
    }

    @Override
    public void request(PcfsEvent.Request event) {
        out.put(EXCHANGE).decimal(event.exchange()).put(REQUEST).put(OP);
        JsonText.string(name(event.operation()), out);
        requests.print(event.operation(), out);
    }

    private byte[] name(Operation operation) {
        return names.computeIfAbsent(operation.name(), TextBuffer::ascii);
    }

    @Override
    public void writeData(PcfsEvent.WriteData event) {
        Operation.WriteFile write = event.request();
        out.put(EXCHANGE).decimal(event.exchange()).put(DATA).put(OP);
        JsonText.string(name(write), out).put(FD).decimal(write.file().number());
        JsonText.number(event.bytes(), out.put(BYTES));
    }

    @Override
    public void response(PcfsEvent.Response event) {
        Operation answered = event.request();
        out.put(EXCHANGE).decimal(event.exchange()).put(RESPONSE).put(OP);
        JsonText.string(answered == null ? UNKNOWN : name(answered), out);
        if (answered != null) {
            requests.printPaths(answered, out);
        }
        replies.print(answered, event.reply(), out);
        if (event.isSkewed()) {
            JsonText.number(event.skewNanos(), out.put(SKEW));
        } else if (event.hasLatency()) {
            JsonText.number(event.latencyNanos(), out.put(LATENCY));
        }
        replies.printRaw(out);
        if (event.evidence() != Evidence.STATED) {
            out.put(event.evidence() == Evidence.SETTLED ? EVIDENCE_SETTLED : EVIDENCE_GUESS);
        }
    }

    @Override
    public void note(PcfsEvent.Note event) {
        JsonText.string(event.kind().token(), out.put(NOTE).put(KIND));
        Direction direction = event.direction();
        if (direction != null) {
            out.put(direction == Direction.CONSOLE_TO_HOST ? ABOUT_REQUESTS : ABOUT_RESPONSES);
        }
        out.put(FIELDS).put('{');
        String comma = "";
        for (NoteField field : event.fields()) {
            JsonText.string(field.name(), out.put(comma)).put(':');
            if (field.value() instanceof Long number) {
                JsonText.signed(number, out);
            } else {
                JsonText.string(field.value().toString(), out);
            }
            comma = ",";
        }
        out.put('}');
        RawBytes raw = event.raw();
        if (raw != null) {
            raw(raw, out);
        }
    }

    @Override
    public void closed(PcfsEvent.Closed event) {
        JsonText.string(event.reason().token(), out.put(CLOSE).put(REASON));
        out.put(REQUESTS).decimal(event.requests()).put(RESPONSES).decimal(event.responses());
    }

    /** Appends bytes that did not decode: what was kept, how many there were, and the checksum over all. */
    static void raw(RawBytes raw, TextBuffer out) {
        JsonText.base64(raw.kept(), out.put(RAW));
        JsonText.number(raw.length(), out.put(RAW_LENGTH));
        JsonText.checksum(raw.checksum().value(), out.put(RAW_CHECKSUM));
    }
}
