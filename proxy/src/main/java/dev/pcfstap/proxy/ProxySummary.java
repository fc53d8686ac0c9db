package dev.pcfstap.proxy;

import dev.pcfstap.journal.JournalProgress;
import dev.pcfstap.tap.TrafficCounts;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a proxy did, once it is closed.
 *
 * @param finished whether the log was finished when the summary was made; if not, it may have less than is said here, and the
 *     errors are not known
 * @param streams connections that consoles opened
 * @param untoldStreams those of them that came and went while the log was blocked, and are not in it
 * @param refused connections that became no stream, as there were too many
 * @param unreachable streams whose host could not be reached
 * @param operations requests that were decoded
 * @param errors how often each error was answered
 * @param skewed answers that seem to come before their requests, and have no latency
 * @param counts chunks and bytes that were seen, recorded and lost
 * @param losses the counts of each stream that lost something
 * @param linesWritten lines of the WAL
 * @param linesLost lines that the WAL could not take
 * @param journal how far the journal came, if one was written
 */
public record ProxySummary(
        boolean finished,
        long streams,
        long untoldStreams,
        long refused,
        long unreachable,
        long operations,
        Map<String, Long> errors,
        long skewed,
        TrafficCounts counts,
        SortedMap<Long, TrafficCounts> losses,
        long linesWritten,
        long linesLost,
        Optional<JournalProgress> journal) {

    public ProxySummary {
        errors = Map.copyOf(errors);
    }

    /** Whether every console was served, and {@linkplain #complete everything} is recorded. */
    public boolean flawless() {
        return refused == 0 && unreachable == 0 && complete();
    }

    /** Whether the log, and the journal, have everything that went by. */
    public boolean complete() {
        return finished
                && untoldStreams == 0
                && counts.lostEvents() == 0
                && counts.balanced()
                && linesLost == 0
                && journalComplete();
    }

    private boolean journalComplete() {
        return journal.map(progress -> progress.lostEvents() == 0
                        && !progress.outage()
                        && progress.doubtful().isEmpty())
                .orElse(true);
    }
}
