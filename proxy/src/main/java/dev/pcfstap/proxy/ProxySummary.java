package dev.pcfstap.proxy;

import dev.pcfstap.tap.TrafficCounts;
import java.util.Map;

/**
 * What a proxy did, once it is closed.
 *
 * @param streams connections that consoles opened
 * @param operations requests that were decoded
 * @param errors how often each error was answered
 * @param counts chunks and bytes that were seen, recorded and lost
 * @param linesWritten lines of the WAL
 * @param linesLost lines that the WAL could not take
 */
public record ProxySummary(
        long streams,
        long operations,
        Map<String, Long> errors,
        TrafficCounts counts,
        long linesWritten,
        long linesLost) {

    public ProxySummary {
        errors = Map.copyOf(errors);
    }

    /** Whether the log has everything that went by. */
    public boolean complete() {
        return counts.lostEvents() == 0 && counts.balanced() && linesLost == 0;
    }
}
