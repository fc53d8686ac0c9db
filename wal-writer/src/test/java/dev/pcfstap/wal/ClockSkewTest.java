package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.filter.FilteredEvents;
import dev.pcfstap.pcfs.PcfsEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Captures whose times contradict each other: in {@code skew.pcapng} the host's packets carry times 50 ms too early, in {@code
 * back.pcapng} the clock goes back by an hour in the middle.
 */
class ClockSkewTest {
    private static final int PORT = 7500;

    @Test
    void answersBeforeTheirRequestsHaveNoLatencyAndOneNoteSaysIt() throws Exception {
        DecodedCapture capture = DecodedCapture.of("skew.pcapng", PORT, new TapFormat());

        assertThat(capture.responses()).isNotEmpty().allMatch(PcfsEvent.Response::isSkewed);
        assertThat(capture.responses()).noneMatch(PcfsEvent.Response::hasLatency);
        assertThat(capture.text().lines().filter(line -> line.contains("<-")))
                .allMatch(line -> line.contains("} skew"));
        assertThat(capture.text().lines().filter(line -> line.contains(" note  clock-skew ")))
                .singleElement()
                .asString()
                .matches(".* s1 +note  clock-skew exchange=1 back_us=[45]\\d{4}");
        assertThat(capture.text()).doesNotContain(" 0us");
    }

    @Test
    void aClockThatWasSetBackCostsOneLatency() throws Exception {
        DecodedCapture capture = DecodedCapture.of("back.pcapng", PORT, new JsonFormat());

        assertThat(capture.responses()).filteredOn(PcfsEvent.Response::isSkewed).hasSizeLessThanOrEqualTo(1);
        assertThat(capture.text()).doesNotContain("\"latencyNanos\":0");
    }

    @Test
    void aComparisonOfLatenciesLeavesThemOutAndAFlagFindsThem() throws Exception {
        DecodedCapture capture = DecodedCapture.of("skew.pcapng", PORT, new TapFormat());

        assertThat(selected(capture, "latency < 1h")).isEmpty();
        assertThat(selected(capture, "latency >= 0")).isEmpty();
        assertThat(selected(capture, "dir = response and skew"))
                .hasSize(capture.responses().size());
        assertThat(selected(capture, "note = clock-skew"))
                .filteredOn(PcfsEvent.Note.class::isInstance)
                .hasSize(1);
    }

    private static List<PcfsEvent> selected(DecodedCapture capture, String filter) throws Exception {
        List<PcfsEvent> selected = new ArrayList<>();
        FilteredEvents filtered = new FilteredEvents(Filter.parse(filter), selected::add);
        capture.events().forEach(filtered);
        filtered.finish();
        selected.removeIf(event -> event instanceof PcfsEvent.Opened || event instanceof PcfsEvent.Closed);
        return selected;
    }
}
