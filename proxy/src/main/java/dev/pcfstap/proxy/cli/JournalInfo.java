package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalDurability;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalSummary;
import dev.pcfstap.journal.JournalSummary.SegmentSummary;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.journal.RecordKind;
import dev.pcfstap.journal.RecordLine;
import dev.pcfstap.journal.SequenceRange;
import dev.pcfstap.journal.Session;
import dev.pcfstap.journal.SessionBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in it? */
@Command(
        name = "info",
        description =
                "Shows the segments, streams, durability, records, times and damage of a journal, having read all of it.",
        footer = {
            "",
            "Example:  pcfs-tap journal info console.journal",
            "Exit codes: 0 fine, 2 it could not run, 3 damaged."
        })
final class JournalInfo extends JournalCall {
    private static final long SECOND = 1_000_000_000L;

    @Parameters(arity = "1..*", paramLabel = "DIR|FILE", description = "Journals, or segments of one.")
    List<Path> inputs = List.of();

    @Option(
            names = "--json",
            description =
                    "JSON Lines: one object a segment, stream, journal's durability, kind of record and damaged place.")
    boolean json;

    @Override
    int run() throws IOException {
        JournalTools.requireSegments(JournalFiles.disk(), inputs);
        JournalSummary summary = JournalSummary.read(JournalFiles.disk(), inputs);
        for (SegmentSummary segment : summary.segments()) {
            OutputLine.print(json ? json(segment) : text(segment));
        }
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                for (Session session :
                        SessionBook.read(JournalFiles.disk(), input).sessions()) {
                    OutputLine.print(json ? session.json() : text(session));
                }
            }
        }
        for (JournalDurability durability : summary.durability()) {
            OutputLine.print(json ? json(durability) : text(durability));
        }
        printRecords(summary);
        DamageText.print(summary.damage(), json);
        return summary.whole() ? ExitCode.FINE : ExitCode.INCOMPLETE;
    }

    private void printRecords(JournalSummary summary) {
        if (json) {
            summary.records()
                    .forEach((kind, count) -> OutputLine.print(new JsonLine()
                            .with("type", "records")
                            .with("kind", kind.token())
                            .with("count", count)));
            return;
        }
        String kinds = summary.records().entrySet().stream()
                .sorted(Map.Entry.<RecordKind, Long>comparingByKey())
                .map(entry -> entry.getKey().token() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        OutputLine.print("records: " + (kinds.isEmpty() ? "none" : kinds) + "; payload " + summary.payloadBytes()
                + " bytes; repeated " + summary.repeatedRecords() + "; damaged places "
                + summary.damage().size());
    }

    private static String text(SegmentSummary segment) {
        return "segment " + segment.file() + " journal=" + segment.header().journal() + " sequences="
                + segment.header().firstSequence() + ".." + (segment.endSequence() - 1) + " records="
                + segment.records() + " commits=" + segment.commits() + " bytes=" + segment.bytes() + " from="
                + time(segment.firstNanos()) + " to=" + time(segment.lastNanos())
                + " sync=" + sync(segment) + (segment.header().writerStarted() ? " started" : "");
    }

    private static String sync(SegmentSummary segment) {
        return segment.header()
                .sync()
                .map(policy -> policy.name().toLowerCase(Locale.ROOT))
                .orElse("not-stated");
    }

    private static String text(JournalDurability durability) {
        long highest = durability.highestDurable();
        return "durable: journal=" + durability.journal()
                + (highest < 0
                        ? " nothing is known to be synced"
                        : " through sequence " + highest + " by " + durability.source() + ", synced "
                                + list(durability.synced()))
                + (durability.doubtful().isEmpty() ? "" : ", doubtful " + list(durability.doubtful()))
                + (durability.syncedRecordsAreMissing() ? ", but the journal ends before that" : "");
    }

    private static String list(List<SequenceRange> ranges) {
        return ranges.stream().map(SequenceRange::toString).collect(Collectors.joining(" "));
    }

    private static JsonLine json(JournalDurability durability) {
        return new JsonLine()
                .with("type", "durability")
                .with("journal", durability.journal().hex())
                .with("highestDurable", durability.highestDurable())
                .with("source", durability.source())
                .with("synced", list(durability.synced()))
                .with("doubtful", list(durability.doubtful()))
                .with("syncedRecordsAreMissing", durability.syncedRecordsAreMissing());
    }

    private static JsonLine json(SegmentSummary segment) {
        return new JsonLine()
                .with("type", "segment")
                .with("file", segment.file().toString())
                .with("journal", segment.header().journal().hex())
                .with("firstSequence", segment.header().firstSequence())
                .with("endSequence", segment.endSequence())
                .with("records", segment.records())
                .with("commits", segment.commits())
                .with("bytes", segment.bytes())
                .with("from", time(segment.firstNanos()))
                .with("to", time(segment.lastNanos()))
                .with("sync", sync(segment))
                .with("started", segment.header().writerStarted());
    }

    private static String text(Session session) {
        return "stream s" + session.stream() + " " + session.state().token() + " client="
                + RecordLine.printable(session.addresses().client()) + " server="
                + RecordLine.printable(session.addresses().server()) + " from="
                + time(session.startNanos()) + " to=" + time(session.endNanos())
                + (session.operations() < 0 ? "" : " operations=" + session.operations()) + " to_host="
                + session.toHostBytes() + " to_console=" + session.toConsoleBytes() + " sequences="
                + session.firstSequence() + ".." + session.lastSequence();
    }

    private static String time(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND))
                .toString();
    }
}
