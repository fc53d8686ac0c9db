package dev.pcfstap.filter;

import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the events that a filter selects, in the order in which they came.
 *
 * <p>A request, its data and its answer have the same facts, so they are selected together or not at all, unless the filter
 * asks for a direction. A request whose verdict depends on its answer waits for it, and everything selected behind it waits
 * too; a request that the filter can decide without waits for nothing. What waits is bounded: beyond a limit the oldest
 * exchange is decided with what is known of it, as if no answer came, and {@link #decidedEarly} counts it. An answer is not
 * waited for any longer once a later request of its stream was answered, events of the stream went missing, or it closed.
 *
 * <p>Unless the filter says itself which kinds of events it wants, streams are framed: the opening of a stream that the
 * filter does not select is passed on directly before the first selected event of its stream, with its own time, and its
 * closing when anything of it was selected.
 *
 * <p>Confined to the thread that feeds it. What the receiver throws is passed on; nothing is delivered twice.
 */
public final class FilteredEvents implements Consumer<PcfsEvent>, PcfsEvent.Visitor {
    private final Filter filter;
    private final HoldLimits limits;
    private final Consumer<PcfsEvent> selected;
    private final boolean framed;

    private final Facts facts = new Facts();
    private final HoldQueue queue;
    private final Long2ObjectOpenHashMap<HeldStream> streams = new Long2ObjectOpenHashMap<>();
    private final LinkedHashSet<HeldExchange> outstanding = new LinkedHashSet<>();
    private long originNanos = Facts.MISSING;
    private long decidedEarly;

    /** @param selected takes each selected event once */
    public FilteredEvents(Filter filter, Consumer<PcfsEvent> selected) {
        this(filter, HoldLimits.DEFAULT, selected);
    }

    public FilteredEvents(Filter filter, HoldLimits limits, Consumer<PcfsEvent> selected) {
        this.filter = filter;
        this.limits = limits;
        this.selected = selected;
        this.framed = !filter.choosesKinds();
        this.queue = new HoldQueue(this::deliver);
    }

    /** How many exchanges were decided without their answer because too much waited. */
    public long decidedEarly() {
        return decidedEarly;
    }

    /** Nothing more comes: decides what waits. */
    public void finish() {
        for (HeldExchange exchange : outstanding.toArray(HeldExchange[]::new)) {
            unanswered(exchange);
        }
        queue.drain();
    }

    @Override
    public void accept(PcfsEvent event) {
        if (originNanos == Facts.MISSING) {
            originNanos = event.timeNanos();
        }
        event.accept(this);
        while (queue.exceeds(limits)) {
            decideEarly(queue.oldestUndecided());
        }
        queue.drain();
    }

    @Override
    public void opened(PcfsEvent.Opened event) {
        HeldStream stream = new HeldStream();
        HeldStream before = streams.put(event.stream(), stream);
        if (before != null) {
            answersLost(before);
        }
        Verdict verdict = lone(event);
        if (verdict == Verdict.YES) {
            // No reason to show the closing too: that has facts of its own.
            queue.add(new HeldEvent(event, stream, null, verdict));
        } else if (framed) {
            stream.opening = event;
        }
    }

    @Override
    public void request(PcfsEvent.Request event) {
        HeldStream stream = stream(event.stream());
        if (event.exchange() == 0) {
            offer(event, stream, null, lone(event));
            return;
        }
        HeldExchange exchange = new HeldExchange(stream, event);
        stream.waiting.add(exchange);
        stream.writing = event.operation() instanceof Operation.WriteFile ? exchange : null;
        outstanding.add(exchange);
        exchange.request = offer(event, stream, exchange, verdict(event, exchange));
        if (outstanding.size() > limits.exchanges()) {
            forget(outstanding.iterator().next());
        }
    }

    @Override
    public void writeData(PcfsEvent.WriteData event) {
        HeldStream stream = stream(event.stream());
        HeldExchange exchange = stream.writing;
        stream.writing = null;
        if (exchange == null || exchange.number != event.exchange()) {
            offer(event, stream, null, lone(event));
        } else {
            exchange.data = offer(event, stream, exchange, verdict(event, exchange));
        }
    }

    @Override
    public void response(PcfsEvent.Response event) {
        HeldStream stream = stream(event.stream());
        HeldExchange exchange = event.exchange() == 0 ? null : answered(stream, event.exchange());
        if (exchange == null) {
            offer(event, stream, null, filter.verdict(facts.of(event, Facts.MISSING, event, false, originNanos)));
            return;
        }
        if (exchange.open) {
            exchange.answer = event;
            exchange.open = false;
            decide(exchange);
        }
        offer(event, stream, exchange, verdict(event, exchange));
    }

    @Override
    public void note(PcfsEvent.Note event) {
        HeldStream stream = streams.getOrDefault(event.stream(), new HeldStream());
        if (event.kind() == NoteKind.GAP || event.kind() == NoteKind.DECODER_FAILED) {
            answersLost(stream);
        }
        offer(event, stream, null, lone(event));
    }

    @Override
    public void closed(PcfsEvent.Closed event) {
        HeldStream stream = Objects.requireNonNullElseGet(streams.remove(event.stream()), HeldStream::new);
        answersLost(stream);
        Verdict verdict = lone(event);
        offer(event, stream, null, framed && stream.selected ? Verdict.YES : verdict);
    }

    private HeldStream stream(long number) {
        HeldStream stream = streams.get(number);
        if (stream == null) {
            stream = new HeldStream();
            streams.put(number, stream);
        }
        return stream;
    }

    private Verdict lone(PcfsEvent event) {
        return filter.verdict(facts.of(event, originNanos));
    }

    private Verdict verdict(PcfsEvent event, HeldExchange exchange) {
        return filter.verdict(facts.of(event, exchange.requestNanos, exchange.answer, exchange.open, originNanos));
    }

    /** Takes an event as decided or not; returns what is still to be decided. */
    private @Nullable HeldEvent offer(
            PcfsEvent event, HeldStream stream, @Nullable HeldExchange exchange, Verdict verdict) {
        if (verdict == Verdict.NO) {
            return null;
        }
        HeldEvent held = new HeldEvent(event, stream, exchange, verdict);
        queue.add(held);
        stream.selected |= verdict == Verdict.YES;
        return verdict == Verdict.NOT_YET ? held : null;
    }

    /** The exchange that an answer is for; those before it get none. */
    private @Nullable HeldExchange answered(HeldStream stream, long number) {
        HeldExchange oldest = stream.waiting.peek();
        while (oldest != null && oldest.number < number) {
            unanswered(oldest);
            oldest = stream.waiting.peek();
        }
        if (oldest == null || oldest.number != number) {
            return null;
        }
        stream.waiting.remove();
        outstanding.remove(oldest);
        return oldest;
    }

    private void answersLost(HeldStream stream) {
        for (HeldExchange oldest = stream.waiting.peek(); oldest != null; oldest = stream.waiting.peek()) {
            unanswered(oldest);
        }
    }

    /** Its answer will not come. It is the oldest of its stream. */
    private void unanswered(HeldExchange exchange) {
        exchange.stream.waiting.remove();
        outstanding.remove(exchange);
        exchange.open = false;
        decide(exchange);
    }

    /** Beyond the limit of exchanges the oldest of all is forgotten; should an answer come, it is judged alone. */
    private void forget(HeldExchange oldest) {
        decidedEarly += oldest.isUndecided() ? 1 : 0;
        unanswered(oldest);
    }

    /** Beyond the other limits an exchange is decided, and its answer will be judged alike. */
    private void decideEarly(HeldExchange exchange) {
        decidedEarly++;
        exchange.open = false;
        decide(exchange);
    }

    private void decide(HeldExchange exchange) {
        exchange.request = decide(exchange, exchange.request);
        exchange.data = decide(exchange, exchange.data);
    }

    private @Nullable HeldEvent decide(HeldExchange exchange, @Nullable HeldEvent waiting) {
        if (waiting != null) {
            waiting.verdict = verdict(waiting.event, exchange);
            exchange.stream.selected |= waiting.verdict == Verdict.YES;
        }
        return null;
    }

    private void deliver(HeldEvent held) {
        PcfsEvent.Opened opening = held.stream.opening;
        if (opening != null) {
            held.stream.opening = null;
            selected.accept(opening);
        }
        selected.accept(held.event);
    }
}
