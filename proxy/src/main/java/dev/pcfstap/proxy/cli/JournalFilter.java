package dev.pcfstap.proxy.cli;

import dev.pcfstap.extract.FilteredJournal;
import dev.pcfstap.extract.JournalPasses;
import dev.pcfstap.filter.Filter;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A journal of what is of interest, and of what that needs to be decoded as before. */
@Command(
        name = "filter",
        sortOptions = false,
        description = {
            "Writes a new journal of what the filter selects. Each request stays together with its data and its answer;"
                    + " with them stay the Pings, the openings and closings of their descriptors, and what moved the"
                    + " position if a read's text depends on it. Everything else is left out.",
            "What stays decodes to the same lines as before, with the same numbers. Streams that cannot be cut so, because"
                    + " some of their bytes do not decode, are kept as a whole and named."
        },
        footer = {
            "",
            "Example:",
            "  pcfs-tap journal filter console.journal --where 'failed and op = OpenFile' \\",
            "    --output some.journal",
            "Exit codes: 0 fine, 2 it could not run, 3 done, but the input is damaged, or several journals in one file"
                    + " hide what was open where a later one begins."
        })
final class JournalFilter extends JournalCall {
    @Parameters(paramLabel = "DIR|FILE", description = "The journal.")
    Path input = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "A folder without a journal; created when it is missing.")
    Path target = Path.of("");

    @Mixin
    final SelectionOptions selection = new SelectionOptions();

    @Mixin
    final DamageOption damage = new DamageOption();

    @Mixin
    final AccessOption access = new AccessOption();

    @Override
    int run() throws IOException, UserException {
        Filter filter =
                selection.filter().orElseThrow(() -> new UserException("--where, --stream, --from or --to is needed"));
        JournalTools.requireSegments(JournalFiles.disk(), List.of(input));
        ReadPaths.of(List.of(input), common).refuseFolder(target);
        JournalImport.requireNoJournal(target);
        JournalPasses passes = new JournalPasses(access.disk(), List.of(input), damage.reading());
        FilteredJournal.Outcome outcome = FilteredJournal.write(passes, filter, JournalOptions.in(target));
        ErrorLine.print("streams " + outcome.streams() + ", records "
                + outcome.written().records());
        outcome.wholeStreams()
                .forEach(stream ->
                        complain(stream, "is kept as a whole: without some of it the rest would decode differently"));
        outcome.unknownStreams()
                .forEach(stream -> complain(
                        stream, "began before its journal does: what was open then is not known in the new one"));
        int code = DamageText.complain("filter", outcome.written().damage(), List.of(input), damage.mode);
        return outcome.unknownStreams().isEmpty() ? code : ExitCode.INCOMPLETE;
    }

    private static void complain(long stream, String what) {
        ErrorLine.print("pcfs-tap journal filter: stream s" + stream + " " + what);
    }
}
