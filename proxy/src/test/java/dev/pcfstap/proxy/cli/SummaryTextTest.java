package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.journal.JournalProgress;
import dev.pcfstap.proxy.ProxySummary;
import dev.pcfstap.tap.TrafficCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a proxy says at its end is true even when the log is not complete. */
class SummaryTextTest {
    @Test
    void whatTheJournalLostIsSaidToBeAmongWhatIsCalledRecorded() {
        TrafficCounts counts = new TrafficCounts(10, 1000, 10, 1000, 0, 0);
        JournalProgress progress = new JournalProgress(0, 5, 5, List.of(), 4, 400, 1, false);
        ProxySummary summary = new ProxySummary(
                true, 2, 0, 0, 0, 7, Map.of(), 0, counts, new TreeMap<>(), 3, 0, Optional.of(progress));

        assertThat(SummaryText.of(summary).lines())
                .contains("chunks: seen 10 = recorded 10 + lost 0")
                .contains(
                        "journal: committed through sequence 4, durable through 4, lost 4 chunks, 400 bytes, failures 1"
                                + " (those of a commit that failed count as recorded above: they were decoded, and handed to the"
                                + " journal)");
        assertThat(summary.complete()).isFalse();
    }

    @Test
    void everySumHasWhatIsStillOnTheRing() {
        TrafficCounts counts = new TrafficCounts(10, 1000, 6, 600, 3, 300);
        TrafficCounts ofStream = new TrafficCounts(5, 500, 1, 150, 3, 300);
        ProxySummary summary = new ProxySummary(
                false, 2, 0, 0, 0, 7, Map.of(), 0, counts, new TreeMap<>(Map.of(2L, ofStream)), 3, 0, Optional.empty());

        assertThat(SummaryText.of(summary).lines())
                .contains(
                        "chunks: seen 10 = recorded 6 + lost 3 + 1 still on the ring",
                        "bytes: seen 1000 = recorded 600 + lost 300 + 100 still on the ring",
                        "s2: chunks seen 5 = recorded 1 + lost 3 + 1 still on the ring, bytes seen 500 = recorded 150 +"
                                + " lost 300 + 50 still on the ring");
        assertThat(summary.complete()).isFalse();
    }

    @Test
    void whoWasNotServedIsAmongTheErrors() {
        ProxySummary served = served(0, 0, Map.of("PATH_NOT_EXIST", 6L));
        assertThat(SummaryText.of(served).lines()).contains("errors: PATH_NOT_EXIST 6");
        assertThat(served.flawless()).isTrue();

        ProxySummary refused = served(2, 0, Map.of());
        assertThat(SummaryText.of(refused).lines()).contains("errors: connections refused 2");
        assertThat(refused.flawless()).isFalse();

        ProxySummary unreachable = served(0, 3, Map.of("PATH_NOT_EXIST", 6L));
        assertThat(SummaryText.of(unreachable).lines()).contains("errors: PATH_NOT_EXIST 6, upstream unreachable 3");
        assertThat(unreachable.flawless()).isFalse();
        assertThat(unreachable.complete()).isTrue();
    }

    private static ProxySummary served(long refused, long unreachable, Map<String, Long> errors) {
        TrafficCounts counts = new TrafficCounts(10, 1000, 10, 1000, 0, 0);
        return new ProxySummary(
                true, 2, 0, refused, unreachable, 7, errors, 0, counts, new TreeMap<>(), 3, 0, Optional.empty());
    }
}
