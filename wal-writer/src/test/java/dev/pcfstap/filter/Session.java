package dev.pcfstap.filter;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.FileStat;
import dev.pcfstap.pcfs.MoveTo;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of a conversation, put together by hand. Time goes on by a millisecond an event unless told otherwise. */
final class Session {
    /** 2026-11-20T21:40:48Z. */
    static final long START_NANOS = 1_795_210_848_000_000_000L;

    private final List<PcfsEvent> events = new ArrayList<>();
    private final Map<Long, List<PcfsEvent.Request>> waiting = new HashMap<>();
    private final Map<Long, Long> exchanges = new HashMap<>();
    private long timeNanos = START_NANOS;

    static Operation readFile(int descriptor, @Nullable String path, long bytes) {
        return new Operation.ReadFile(descriptor(descriptor, path), MoveTo.CURRENT, 1, bytes);
    }

    static Operation writeFile(int descriptor, String path, long bytes) {
        return new Operation.WriteFile(descriptor(descriptor, path), MoveTo.CURRENT, 1, bytes);
    }

    static Operation statFile(int descriptor, String path) {
        return new Operation.StatFile(descriptor(descriptor, path));
    }

    static Operation openFile(String path) {
        return new Operation.OpenFile(WireText.of(path), WireText.of("r"), false);
    }

    static Operation remove(String path) {
        return new Operation.Remove(WireText.of(path));
    }

    static Operation rename(String from, String to) {
        return new Operation.Rename(WireText.of(from), WireText.of(to), false);
    }

    static Operation ping() {
        return new Operation.Ping(true, true, 4096, 4096);
    }

    static Operation unknown(int bytes) {
        return new Operation.Unknown(raw(bytes), "for a test");
    }

    static Reply code(int code) {
        return new Reply.ReturnCode(code);
    }

    static Reply read(long bytes, boolean endOfFile, boolean cutShort) {
        return new Reply.Read(
                Reply.ReadForm.NORMAL, new byte[32], 9, 36 + bytes, bytes, false, endOfFile, cutShort, false, () -> 0);
    }

    static Reply readError(int code) {
        long value = Integer.toUnsignedLong(code);
        return new Reply.Read(Reply.ReadForm.ERROR, new byte[32], value, 36, 0, false, false, false, false, () -> 0);
    }

    static Reply stat() {
        return new Reply.Stat(new FileStat(0x2C000000, 0x666, 12, 0, 0));
    }

    static RawBytes raw(int bytes) {
        return new RawBytes(new byte[bytes], bytes, () -> 0);
    }

    private static Descriptor descriptor(int number, @Nullable String path) {
        return new Descriptor(number, path == null ? null : WireText.of(path));
    }

    Session later(long nanos) {
        timeNanos += nanos - 1_000_000;
        return this;
    }

    Session opens(long stream) {
        return add(new PcfsEvent.Opened(stream, tick(), new StreamAddresses("console", "host")));
    }

    Session asks(long stream, Operation operation) {
        long exchange = exchanges.merge(stream, 1L, Long::sum);
        PcfsEvent.Request request = new PcfsEvent.Request(stream, tick(), exchange, operation, null, 0, 0);
        waiting.computeIfAbsent(stream, s -> new ArrayList<>()).add(request);
        return add(request);
    }

    Session sendsData(long stream) {
        List<PcfsEvent.Request> all = waiting.getOrDefault(stream, List.of());
        PcfsEvent.Request last = all.get(all.size() - 1);
        if (!(last.operation() instanceof Operation.WriteFile write)) {
            throw new IllegalStateException("the last request is no write: " + last);
        }
        return add(new PcfsEvent.WriteData(stream, tick(), last.exchange(), write, write.sizeBytes(), true, 0, 0));
    }

    Session answers(long stream, Reply reply) {
        return answers(stream, reply, Evidence.STATED);
    }

    Session answers(long stream, Reply reply, Evidence evidence) {
        PcfsEvent.Request request = waiting.getOrDefault(stream, List.of()).remove(0);
        long now = tick();
        return add(new PcfsEvent.Response(
                stream,
                now,
                request.exchange(),
                request.operation(),
                reply,
                now - request.timeNanos(),
                0,
                evidence,
                null,
                0,
                0));
    }

    /** The oldest request will not be answered. */
    Session forgets(long stream) {
        waiting.getOrDefault(stream, List.of()).remove(0);
        return this;
    }

    Session answersUnasked(long stream) {
        Reply reply = new Reply.Unknown(raw(40), "for a test");
        return add(new PcfsEvent.Response(
                stream, tick(), 0, null, reply, PcfsEvent.Response.NO_LATENCY, 0, Evidence.STATED, raw(40), 0, 0));
    }

    Session notes(long stream, NoteKind kind, long bytes) {
        List<PcfsEvent.NoteField> fields = List.of(PcfsEvent.NoteField.of("bytes", bytes));
        return add(new PcfsEvent.Note(stream, tick(), kind, null, fields, null));
    }

    Session closes(long stream) {
        return add(new PcfsEvent.Closed(stream, tick(), CloseReason.CLIENT, 0, 0));
    }

    List<PcfsEvent> events() {
        return List.copyOf(events);
    }

    /** What a filter selects of it, one word an event. */
    List<String> selectedBy(String filter) throws FilterSyntaxException {
        return selectedBy(filter, HoldLimits.DEFAULT);
    }

    List<String> selectedBy(String filter, HoldLimits limits) throws FilterSyntaxException {
        List<String> selected = new ArrayList<>();
        FilteredEvents filtered = new FilteredEvents(Filter.parse(filter), limits, event -> selected.add(shown(event)));
        events.forEach(filtered);
        filtered.finish();
        return selected;
    }

    /** {@code s1#2-Ping}, {@code s1#2+data}, {@code s1#2<}, {@code s1+}, {@code s1!gap}, {@code s1.}. */
    static String shown(PcfsEvent event) {
        String stream = "s" + event.stream();
        if (event instanceof PcfsEvent.Request request) {
            return stream + "#" + request.exchange() + ">";
        }
        if (event instanceof PcfsEvent.WriteData data) {
            return stream + "#" + data.exchange() + ">>";
        }
        if (event instanceof PcfsEvent.Response response) {
            return stream + "#" + response.exchange() + "<";
        }
        if (event instanceof PcfsEvent.Note note) {
            return stream + "!" + note.kind().token();
        }
        return stream + (event instanceof PcfsEvent.Opened ? "+" : ".");
    }

    private Session add(PcfsEvent event) {
        events.add(event);
        return this;
    }

    private long tick() {
        long now = timeNanos;
        timeNanos += 1_000_000;
        return now;
    }
}
