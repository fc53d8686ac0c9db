package dev.pcfstap.proxy.cli;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.journal.ReadMode;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.RecordKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A journal of the streams that have something of interest. Streams are kept whole: without what came before, an operation
 * would be decoded with other paths, flags or boundaries, or not at all.
 */
@Command(
        name = "filter",
        sortOptions = false,
        description =
                "Writes a new journal of the streams in which the filter selects something. Each is kept as a whole,"
                        + " so that it decodes as before.",
        footer = {
            "",
            "Example:  pcfs-tap journal filter console.journal --where 'failed and op = OpenFile' --output some.journal",
            "Exit codes: 0 fine, 2 it could not run, 3 done, but the input is damaged or begins inside such a stream."
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

    @Option(
            names = "--mode",
            paramLabel = "strict|tail|salvage",
            defaultValue = "tail",
            converter = ChoiceConverter.Mode.class,
            description = "At damage: refuse, stop, or go on with what is intact (${DEFAULT-VALUE}).")
    ReadMode mode = ReadMode.TAIL;

    @Override
    int run() throws IOException, UserException {
        Filter filter =
                selection.filter().orElseThrow(() -> new UserException("--where, --stream, --from or --to is needed"));
        JournalImport.requireNoJournal(target);
        SelectedStreams selected = new SelectedStreams(filter);
        try (JournalReader reader = open()) {
            selected.readFrom(reader);
        }
        try (JournalReader reader = open()) {
            JournalTools.Written written = JournalTools.rewrite(
                    JournalFiles.disk(),
                    reader,
                    JournalOptions.in(target),
                    JournalTools.Rewrite.keeping(
                            record -> record.kind() != RecordKind.SNAPSHOT && selected.contains(record.stream())));
            System.err.println("streams " + selected.count() + ", records " + written.records());
            selected.begunBefore()
                    .forEach(stream -> System.err.println("pcfs-tap journal filter: stream s" + stream
                            + " began before the journal does: what was open then is not known in the new one"));
            int code = DamageText.complain("filter", written.damage());
            return selected.begunBefore().isEmpty() ? code : ExitCode.INCOMPLETE;
        }
    }

    private JournalReader open() throws IOException {
        return JournalReader.open(JournalFiles.disk(), List.of(input), new ReadOptions(mode, false));
    }
}
