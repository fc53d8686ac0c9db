package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalSummary;
import dev.pcfstap.journal.JournalTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Is it whole? */
@Command(
        name = "verify",
        description = "Checks every checksum, length and sequence, and says where something is wrong.",
        footer = {
            "",
            "Example:  pcfs-tap journal verify console.journal",
            "Exit codes: 0 whole, 2 it could not run, 3 damaged; a torn tail, as a crash leaves it, counts."
        })
final class JournalVerify extends JournalCall {
    @Parameters(arity = "1..*", paramLabel = "DIR|FILE", description = "Journals, or segments of one.")
    List<Path> inputs = List.of();

    @Option(names = "--json", description = "JSON Lines.")
    boolean json;

    @Override
    int run() throws IOException {
        JournalTools.requireSegments(JournalFiles.disk(), inputs);
        JournalSummary summary = JournalSummary.read(JournalFiles.disk(), inputs);
        DamageText.print(summary.damage(), json);
        int segments = summary.segments().size();
        long records =
                summary.records().values().stream().mapToLong(Long::longValue).sum();
        OutputLine.print(
                json
                        ? new JsonLine()
                                .with("type", "verified")
                                .with("whole", summary.whole())
                                .with("segments", segments)
                                .with("records", records)
                                .with("repeatedRecords", summary.repeatedRecords())
                                .with("damagedPlaces", summary.damage().size())
                        : (summary.whole()
                                        ? "whole"
                                        : "damaged in " + summary.damage().size()
                                                + (summary.damage().size() == 1 ? " place" : " places"))
                                + ": segments "
                                + segments
                                + ", records " + records);
        return summary.whole() ? ExitCode.FINE : ExitCode.INCOMPLETE;
    }
}
