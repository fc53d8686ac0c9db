package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalProgress;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.proxy.ProxySummary;
import dev.pcfstap.tap.TrafficCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A summary in words, one line a subject. */
final class SummaryText {
    private SummaryText() {}

    static String of(ProxySummary summary) {
        TrafficCounts counts = summary.counts();
        String lines = String.join(
                System.lineSeparator(),
                "streams " + summary.streams() + ", operations " + summary.operations() + ", bytes "
                        + counts.seenBytes(),
                "errors: " + errors(summary),
                "chunks: " + chunks(counts),
                "bytes: " + bytes(counts),
                lines(summary));
        String losses = summary.losses().entrySet().stream()
                .map(stream -> System.lineSeparator() + "s" + stream.getKey() + ": chunks " + chunks(stream.getValue())
                        + ", bytes " + bytes(stream.getValue()))
                .collect(Collectors.joining());
        String untold = summary.untoldStreams() == 0
                ? ""
                : System.lineSeparator() + "streams that came and went while the log was blocked, and are not in it: "
                        + summary.untoldStreams();
        return lines
                + skewed(summary.skewed())
                        .map(line -> System.lineSeparator() + line)
                        .orElse("")
                + untold
                + losses
                + summary.journal()
                        .map(journal -> System.lineSeparator() + text(journal))
                        .orElse("");
    }

    /** What was answered, and who was not served. */
    private static String errors(ProxySummary summary) {
        List<String> errors = counts(summary.errors());
        if (!summary.finished()) {
            errors.add("not known");
        }
        if (summary.unreachable() > 0) {
            errors.add("upstream unreachable " + summary.unreachable());
        }
        if (summary.refused() > 0) {
            errors.add("connections refused " + summary.refused());
        }
        return errors.isEmpty() ? "none" : String.join(", ", errors);
    }

    /** How often each error was answered, the most frequent first. */
    private static List<String> counts(Map<String, Long> errors) {
        return errors.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(error -> error.getKey() + " " + error.getValue())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** What the summary of something decoded adds of failures and times; empty when there is nothing to say. */
    static String outcomes(OperationTally tally) {
        String errors = tally.errors().isEmpty() ? "" : ", errors: " + String.join(", ", counts(tally.errors()));
        return errors + skewed(tally.skewed()).map(line -> "; " + line).orElse("");
    }

    /** A line about times that contradict each other, if any do. */
    static Optional<String> skewed(long answers) {
        return answers == 0
                ? Optional.empty()
                : Optional.of("answers before their requests, without a latency: " + answers);
    }

    private static String lines(ProxySummary summary) {
        String counts = "written " + summary.linesWritten() + ", lost " + summary.linesLost();
        return summary.finished()
                ? "lines: " + counts
                : "lines: the log did not finish in time: of what is called recorded here, it is not known what was written;"
                        + " so far "
                        + counts;
    }

    private static String chunks(TrafficCounts counts) {
        return "seen " + counts.seenEvents() + " = recorded " + counts.recordedEvents() + " + lost "
                + counts.lostEvents()
                + unaccounted(counts.seenEvents() - counts.recordedEvents() - counts.lostEvents());
    }

    private static String bytes(TrafficCounts counts) {
        return "seen " + counts.seenBytes() + " = recorded " + counts.recordedBytes() + " + lost " + counts.lostBytes()
                + unaccounted(counts.seenBytes() - counts.recordedBytes() - counts.lostBytes());
    }

    private static String text(JournalProgress journal) {
        String doubtful = journal.doubtful().stream()
                .map(range -> ", doubtful " + range.from() + " to " + (range.to() - 1))
                .collect(Collectors.joining());
        return "journal: committed through sequence " + last(journal.committedSequence()) + ", durable through "
                + last(journal.durableSequence()) + doubtful + ", lost " + journal.lostEvents() + " chunks, "
                + journal.lostBytes() + " bytes, failures " + journal.failures() + whatItLost(journal);
    }

    /** A commit is lost after its chunks were booked. */
    private static String whatItLost(JournalProgress journal) {
        return journal.lostEvents() == 0
                ? ""
                : " (those of a commit that failed count as recorded above: they were decoded, and handed to the journal)";
    }

    private static String last(long endSequence) {
        return endSequence == 0 ? "none" : Long.toString(endSequence - 1);
    }

    private static String unaccounted(long left) {
        return left == 0 ? "" : " + " + left + " still on the ring";
    }
}
