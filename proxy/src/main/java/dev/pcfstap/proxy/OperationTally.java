package dev.pcfstap.proxy;

import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.ReturnCodes;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts what was asked and what failed. Fed by the consumer thread; read when that has ended.
 *
 * <p>A hostile host can answer with any code: beyond a limit, new ones are counted together.
 */
final class OperationTally implements Consumer<PcfsEvent>, PcfsEvent.Visitor {
    private static final int MAX_NAMES = 64;
    private static final String OTHERS = "others";

    private final Map<String, Long> errors = new TreeMap<>();
    private final ErrorCode errorCode = new ErrorCode();
    private long operations;

    @Override
    public void accept(PcfsEvent event) {
        event.accept(this);
    }

    /** Requests of all streams. */
    long operations() {
        return operations;
    }

    /** How often each error was answered, by its name, or by its code when it has none. */
    Map<String, Long> errors() {
        return new TreeMap<>(errors);
    }

    @Override
    public void request(PcfsEvent.Request event) {
        if (event.exchange() > 0) {
            operations++;
        }
    }

    @Override
    public void response(PcfsEvent.Response event) {
        int code = event.reply().accept(errorCode);
        if (code != ErrorCode.NONE) {
            String name = ReturnCodes.name(code).orElseGet(() -> Integer.toHexString(code));
            errors.merge(errors.containsKey(name) || errors.size() < MAX_NAMES ? name : OTHERS, 1L, Long::sum);
        }
    }

    @Override
    public void opened(PcfsEvent.Opened event) {}

    @Override
    public void writeData(PcfsEvent.WriteData event) {}

    @Override
    public void note(PcfsEvent.Note event) {}

    @Override
    public void closed(PcfsEvent.Closed event) {}
}
