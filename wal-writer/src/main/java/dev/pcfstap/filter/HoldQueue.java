package dev.pcfstap.filter;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Events in the order in which they came, up to the first that is not decided. Mutable, for one thread. */
final class HoldQueue {
    private final Consumer<HeldEvent> selected;
    private final ArrayDeque<HeldEvent> events = new ArrayDeque<>();
    private long bytes;

    HoldQueue(Consumer<HeldEvent> selected) {
        this.selected = selected;
    }

    void add(HeldEvent event) {
        events.add(event);
        bytes += event.bytes;
    }

    /** Delivers what is selected, and drops what is not, as far as everything before it is decided. */
    void drain() {
        HeldEvent oldest = events.peek();
        while (oldest != null && oldest.verdict != Verdict.NOT_YET) {
            events.remove();
            bytes -= oldest.bytes;
            if (oldest.verdict == Verdict.YES) {
                selected.accept(oldest);
            }
            oldest = events.peek();
        }
    }

    /** Whether more waits than may; what is decided is delivered first. */
    boolean exceeds(HoldLimits limits) {
        drain();
        return events.size() > limits.events() || (bytes > limits.bytes() && !events.isEmpty());
    }

    /** The exchange that everything waits for. Only after {@link #exceeds} said that there is one. */
    HeldExchange oldestUndecided() {
        HeldExchange exchange = events.element().exchange;
        if (exchange == null) {
            throw new IllegalStateException("an event that is no part of an exchange is not decided");
        }
        return exchange;
    }
}
