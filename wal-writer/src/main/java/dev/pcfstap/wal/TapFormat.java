package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.tap.Direction;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The default text: time, stream and exchange, then the operation as {@link CatDevFormat} words it but safe to print, then
 * what the tap worked out.
 */
public final class TapFormat implements WalFormat, PcfsEvent.Visitor {
    /** Data that did not decode is cut at this many bytes unless told otherwise. */
    public static final int DEFAULT_DATA_LIMIT_BYTES = 256;

    private static final byte[] HEADER = ascii("# pcfs-tap wal 1\n");
    private static final byte[] STREAM = ascii(" s");
    private static final byte[] EXCHANGE = ascii(" #");
    private static final byte[] NO_EXCHANGE = ascii("       ");

    /** Up to here numbers are padded, so that the text begins in one column. */
    private static final long LAST_ALIGNED_EXCHANGE = 9999;

    private static final byte[] OPEN = ascii("open  client=");
    private static final byte[] SERVER = ascii(" server=");
    private static final byte[] NOTE = ascii("note  ");
    private static final byte[] CLOSE = ascii("close reason=");
    private static final byte[] REQUESTS = ascii(" requests=");
    private static final byte[] RESPONSES = ascii(" responses=");
    private static final byte[] DIR_REQUEST = ascii(" dir=request");
    private static final byte[] DIR_RESPONSE = ascii(" dir=response");
    private static final byte[] DATA = ascii(" data=");
    private static final byte[] DATA_BYTES = ascii(" data_bytes=");
    private static final byte[] CHECKSUM = ascii(" chk=");

    private final LineTimes times;
    private final SafeWording wording;
    private final RequestText requests;
    private final ReplyText replies;
    private final RequestSuffix requestSuffix;
    private final ReplySuffix replySuffix;
    private TextBuffer out = new TextBuffer(0);

    public TapFormat() {
        this(DEFAULT_DATA_LIMIT_BYTES);
    }

    /** A format that cuts data which did not decode at a limit. */
    public TapFormat(int dataLimitBytes) {
        this(dataLimitBytes, TimeStyle.UTC, ZoneOffset.UTC);
    }

    /** A format that shows times in a style; the zone matters to local ones. */
    public TapFormat(int dataLimitBytes, TimeStyle style, ZoneId zone) {
        times = new LineTimes(style, zone);
        wording = new SafeWording(dataLimitBytes);
        requests = new RequestText(wording);
        replies = new ReplyText(wording);
        requestSuffix = new RequestSuffix(wording);
        replySuffix = new ReplySuffix(wording);
    }

    @Override
    public void header(TextBuffer target, long timeNanos) {
        times.header(target.put(HEADER));
    }

    @Override
    public void begin(long timeNanos) {
        times.begin(timeNanos);
    }

    @Override
    public boolean recognizes(byte[] beginning) {
        return WalBeginning.matches(beginning, HEADER);
    }

    @Override
    public void print(PcfsEvent event, TextBuffer target) {
        out = target;
        times.beforeLine(event.timeNanos(), target);
        times.print(event.timeNanos(), target).put(STREAM).decimal(event.stream());
        event.accept(this);
        target.put('\n');
    }

    @Override
    public void opened(PcfsEvent.Opened event) {
        SafeText.putField(event.addresses().client(), out.put(NO_EXCHANGE).put(OPEN));
        SafeText.putField(event.addresses().server(), out.put(SERVER));
    }

    @Override
    public void request(PcfsEvent.Request event) {
        exchange(event.exchange());
        requests.print(event.operation(), out);
        requestSuffix.print(event.operation(), out);
    }

    @Override
    public void writeData(PcfsEvent.WriteData event) {
        exchange(event.exchange()).put(CatDevFormat.WRITE_DATA).unsigned(event.bytes());
    }

    @Override
    public void response(PcfsEvent.Response event) {
        exchange(event.exchange());
        replies.print(event.request(), event.reply(), out);
        replySuffix.print(event, out);
    }

    @Override
    public void note(PcfsEvent.Note event) {
        out.put(NO_EXCHANGE).put(NOTE).put(event.kind().token());
        for (NoteField field : event.fields()) {
            out.put(' ').put(field.name()).put('=');
            if (field.value() instanceof Long number) {
                out.decimal(number);
            } else {
                SafeText.putField(field.value().toString(), out);
            }
        }
        Direction direction = event.direction();
        if (direction != null) {
            out.put(direction == Direction.CONSOLE_TO_HOST ? DIR_REQUEST : DIR_RESPONSE);
        }
        RawBytes raw = event.raw();
        if (raw != null) {
            noteData(raw);
        }
    }

    @Override
    public void closed(PcfsEvent.Closed event) {
        out.put(NO_EXCHANGE)
                .put(CLOSE)
                .put(event.reason().token())
                .put(REQUESTS)
                .decimal(event.requests())
                .put(RESPONSES)
                .decimal(event.responses());
    }

    private TextBuffer exchange(long number) {
        if (number == 0) {
            return out.put(NO_EXCHANGE);
        }
        out.put(EXCHANGE).decimal(number).put(' ');
        for (long digits = number; digits * 10 <= LAST_ALIGNED_EXCHANGE; digits *= 10) {
            out.put(' ');
        }
        return out;
    }

    private void noteData(RawBytes raw) {
        wording.data(raw, out.put(DATA));
        if (wording.cuts(raw)) {
            out.put(DATA_BYTES)
                    .decimal(raw.length())
                    .put(CHECKSUM)
                    .hex(raw.checksum().value());
        }
    }
}
