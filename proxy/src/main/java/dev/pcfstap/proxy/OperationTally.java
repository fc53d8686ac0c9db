package dev.pcfstap.proxy;

import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.ReturnCodes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts what was asked and what failed. Fed by the consumer thread; read there, or when that has ended.
 *
 * <p>A hostile host can answer with any code: beyond a limit, new ones are counted together.
 */
public final class OperationTally implements Consumer<PcfsEvent>, PcfsEvent.Visitor {
    private static final int MAX_NAMES = 64;
    private static final int MAX_CLOSED = 10_000;
    private static final String OTHERS = "others";

    private final Map<String, Long> errors = new TreeMap<>();
    private final Map<Long, Long> ofLiveStreams = new HashMap<>();
    private final Map<Long, Long> ofClosedStreams = new LinkedHashMap<>();
    private long operations;
    private long streams;
    private long skewed;

    @Override
    public void accept(PcfsEvent event) {
        event.accept(this);
    }

    /** Requests of all streams. */
    public long operations() {
        return operations;
    }

    /** Requests of a stream that is open or was closed not long ago; -1 for any other. */
    long operations(long stream) {
        Long live = ofLiveStreams.get(stream);
        return live != null ? live : ofClosedStreams.getOrDefault(stream, -1L);
    }

    /** Streams that were opened, or were open where the capture begins. */
    public long streams() {
        return streams;
    }

    /** Answers that seem to come before their requests. */
    public long skewed() {
        return skewed;
    }

    /** How often each error was answered, by its name, or by its code when it has none. */
    public Map<String, Long> errors() {
        return new TreeMap<>(errors);
    }

    @Override
    public void request(PcfsEvent.Request event) {
        if (event.exchange() > 0) {
            operations++;
            ofLiveStreams.merge(event.stream(), 1L, Long::sum);
        }
    }

    @Override
    public void response(PcfsEvent.Response event) {
        if (event.isSkewed()) {
            skewed++;
        }
        if (event.isFailure()) {
            int code = (int) event.reply().resultCode();
            String name = ReturnCodes.name(code).orElseGet(() -> Integer.toHexString(code));
            errors.merge(errors.containsKey(name) || errors.size() < MAX_NAMES ? name : OTHERS, 1L, Long::sum);
        }
    }

    @Override
    public void opened(PcfsEvent.Opened event) {
        streams++;
        ofLiveStreams.put(event.stream(), 0L);
    }

    @Override
    public void writeData(PcfsEvent.WriteData event) {}

    @Override
    public void note(PcfsEvent.Note event) {
        if (event.kind() == NoteKind.RESTORED) {
            streams++;
        }
    }

    @Override
    public void closed(PcfsEvent.Closed event) {
        Long requests = ofLiveStreams.remove(event.stream());
        if (requests != null) {
            ofClosedStreams.put(event.stream(), requests);
        }
        if (ofClosedStreams.size() > MAX_CLOSED) {
            Iterator<Long> oldest = ofClosedStreams.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
