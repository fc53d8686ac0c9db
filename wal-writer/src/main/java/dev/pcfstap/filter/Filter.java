package dev.pcfstap.filter;

import dev.pcfstap.pcfs.PcfsEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants to see, parsed. Immutable; may be shared by threads.
 *
 * <p>For events as they come, {@link FilteredEvents} decides and keeps exchanges together. The methods here are for what is
 * complete already.
 */
public final class Filter {
    private final Condition condition;

    private Filter(Condition condition) {
        this.condition = condition;
    }

    /**
     * Parses a text of the filter language.
     *
     * @throws FilterSyntaxException when it is none; the message is one line that says where and why
     */
    public static Filter parse(String text) throws FilterSyntaxException {
        return new Filter(Parser.parse(text));
    }

    /** What both select. */
    public Filter and(Filter other) {
        List<Condition> parts = new ArrayList<>();
        for (Filter filter : List.of(this, other)) {
            if (filter.condition instanceof Condition.All all) {
                parts.addAll(all.parts());
            } else {
                parts.add(filter.condition);
            }
        }
        return new Filter(new Condition.All(List.copyOf(parts)));
    }

    /**
     * Whether the filter selects anything of an exchange that is complete, or will not be.
     *
     * @param originNanos what times since the start are counted from: the capture's first event
     */
    public boolean selects(CompletedExchange exchange, long originNanos) {
        Facts facts = new Facts();
        PcfsEvent.Request request = exchange.request();
        long began = request == null ? Facts.MISSING : request.timeNanos();
        return selects(facts, request, began, exchange, originNanos)
                || selects(facts, exchange.data(), began, exchange, originNanos)
                || selects(facts, exchange.response(), began, exchange, originNanos);
    }

    private boolean selects(
            Facts facts, @Nullable PcfsEvent event, long began, CompletedExchange exchange, long originNanos) {
        return event != null && verdict(facts.of(event, began, exchange.response(), false, originNanos)) == Verdict.YES;
    }

    /** Whether the filter selects an event that is no part of an exchange. Times since the start as above. */
    public boolean selects(PcfsEvent.Note note, long originNanos) {
        return verdict(new Facts().of(note, originNanos)) == Verdict.YES;
    }

    /** Whether answers matter to it; when not, {@link FilteredEvents} never holds anything back. */
    public boolean needsResponses() {
        return condition.contains(Filter::needsResponse);
    }

    private static boolean needsResponse(Condition test) {
        if (test instanceof Condition.NumberIs is) {
            return is.field().needsResponse();
        }
        return test instanceof Condition.Flagged
                || (test instanceof Condition.NumberOrder order && order.field().needsResponse());
    }

    /** Whether it says itself which kinds of events it wants. */
    boolean choosesKinds() {
        return condition.contains(test -> test instanceof Condition.NameIs name && name.field() == NameField.KIND);
    }

    Verdict verdict(Facts facts) {
        return condition.verdict(facts);
    }

    /** The filter as text that parses to the same filter. */
    @Override
    public String toString() {
        return condition.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter && condition.equals(filter.condition);
    }

    @Override
    public int hashCode() {
        return condition.hashCode();
    }
}
