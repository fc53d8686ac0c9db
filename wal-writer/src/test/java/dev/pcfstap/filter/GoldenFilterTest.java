package dev.pcfstap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters over what the decoder makes of the golden captures. */
class GoldenFilterTest {
    private static final List<String> QUESTIONS = List.of(
            "failed",
            "not failed",
            "rc = 0 and stream < 4",
            "rc != 0 or op in (WriteFile, Ping)",
            "latency > 1ms and latency <= 3ms",
            "bytes > 100 or size > 1MiB",
            "fd = 3 or fd = 4 and failed",
            "eof or short or settled",
            "unknown or unanswered",
            "not (path ~ \"/**\" and rc = 0)",
            "time > +20ms and time < +60ms and not failed");

    private static List<PcfsEvent> events(Golden golden) {
        List<PcfsEvent> events = new ArrayList<>();
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, events::add);
        long time = Session.START_NANOS;
        Tape tape = golden.tape();
        for (TapeRecord step : tape.records()) {
            time += 1_000_000;
            byte[] bytes = step.bytes();
            switch (step.kind()) {
                case OPENED -> decoder.opened(step.stream(), time, new StreamAddresses("console", "host"));
                case CLOSED -> decoder.closed(step.stream(), time, CloseReason.CLIENT);
                case TO_HOST ->
                    decoder.received(step.stream(), Direction.CONSOLE_TO_HOST, time, bytes, 0, bytes.length);
                case TO_CONSOLE ->
                    decoder.received(step.stream(), Direction.HOST_TO_CONSOLE, time, bytes, 0, bytes.length);
            }
        }
        decoder.stopped(time);
        return events;
    }

    private static List<PcfsEvent> selected(List<PcfsEvent> events, String filter) throws FilterSyntaxException {
        List<PcfsEvent> selected = new ArrayList<>();
        FilteredEvents filtered = new FilteredEvents(Filter.parse(filter), selected::add);
        events.forEach(filtered);
        filtered.finish();
        return selected;
    }

    /** The events of exchanges that are selected, found with everything known. */
    private static List<PcfsEvent> selectedWithHindsight(List<PcfsEvent> events, String filter)
            throws FilterSyntaxException {
        Filter parsed = Filter.parse(filter);
        Map<String, CompletedExchange> exchanges = new HashMap<>();
        for (PcfsEvent event : events) {
            exchanges.merge(
                    key(event),
                    new CompletedExchange(
                            event instanceof PcfsEvent.Request request ? request : null,
                            event instanceof PcfsEvent.WriteData data ? data : null,
                            event instanceof PcfsEvent.Response response ? response : null),
                    GoldenFilterTest::joined);
        }
        long origin = events.get(0).timeNanos();
        return events.stream()
                .filter(event -> {
                    CompletedExchange exchange = exchanges.get(key(event));
                    return exchange != null && parsed.selects(exchange, origin);
                })
                .toList();
    }

    private static CompletedExchange joined(CompletedExchange a, CompletedExchange b) {
        return new CompletedExchange(
                a.request() != null ? a.request() : b.request(),
                a.data() != null ? a.data() : b.data(),
                a.response() != null ? a.response() : b.response());
    }

    private static String key(PcfsEvent event) {
        String word = Session.shown(event);
        return word.contains("#") && !word.contains("#0") ? word.replaceAll("[<>]+$", "") : word + event.timeNanos();
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void whatAFilterSelectsOnTheFlyIsWhatItSelectsWithHindsight(Golden golden) throws FilterSyntaxException {
        List<PcfsEvent> events = events(golden);
        long seed = System.nanoTime();
        RandomFilters random = new RandomFilters(seed, NameField.OP, NameField.NOTE);
        List<String> filters = new ArrayList<>(QUESTIONS);
        for (int i = 0; i < 200; i++) {
            filters.add(random.next().toString());
        }
        for (String question : filters) {
            String filter = "(" + question + ") and kind = exchange";
            assertThat(selected(events, filter))
                    .as("seed %d: %s", seed, filter)
                    .containsExactlyElementsOf(selectedWithHindsight(events, filter));
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void aFilterAndItsOppositeDivideEverything(Golden golden) throws FilterSyntaxException {
        List<PcfsEvent> events = events(golden);
        long seed = System.nanoTime();
        RandomFilters filters = new RandomFilters(seed);
        for (int i = 0; i < 100; i++) {
            String filter = "(" + filters.next() + " or kind = note and not kind = note)";
            int both = selected(events, filter).size()
                    + selected(events, "not " + filter).size();
            assertThat(both).as("seed %d: %s", seed, filter).isEqualTo(events.size());
        }
    }

    @Test
    void commonQuestionsHaveAnswers() throws FilterSyntaxException {
        List<PcfsEvent> events = events(Golden.STREAMS);

        assertThat(selected(events, "stream = 3"))
                .isNotEmpty()
                .allMatch(event -> event.stream() == 3)
                .hasSize((int)
                        events.stream().filter(event -> event.stream() == 3).count());
        assertThat(selected(events, "kind = exchange")).hasSizeGreaterThan(300);
        assertThat(selected(events, "failed and dir = response"))
                .filteredOn(PcfsEvent.Request.class::isInstance)
                .isEmpty();
        assertThat(selected(events(Golden.MALFORMED), "unknown")).hasSizeGreaterThan(5);
    }
}
