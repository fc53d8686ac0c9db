package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.journal.ReadMode;
import dev.pcfstap.journal.ReadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Several into one file. */
@Command(
        name = "concat",
        description = "Puts journals together in one new file, commit by commit.",
        footer = {
            "",
            "Example:  pcfs-tap journal concat monday.journal tuesday.journal -o both.pcj",
            "Exit codes: 0 fine, 2 it could not run, 3 damaged; strict reading then writes nothing."
        })
final class JournalConcat extends JournalCall {
    @Parameters(arity = "1..*", paramLabel = "DIR|FILE", description = "Journals, in this order.")
    List<Path> inputs = List.of();

    @Option(
            names = {"-o", "--to"},
            required = true,
            paramLabel = "FILE",
            description = "The new file.")
    Path target = Path.of("");

    @Option(
            names = "--mode",
            paramLabel = "strict|tail|salvage",
            defaultValue = "strict",
            converter = ChoiceConverter.Mode.class,
            description = "At damage: refuse, stop, or go on with what is intact (${DEFAULT-VALUE}).")
    ReadMode mode = ReadMode.STRICT;

    @Option(names = "--force", description = "Overwrite a file that exists.")
    boolean force;

    @Override
    int run() throws IOException, UserException {
        JournalTools.requireSegments(JournalFiles.disk(), inputs);
        try (NewFile file = NewFile.at(target, force)) {
            JournalTools.Written written =
                    JournalTools.concat(JournalFiles.disk(), inputs, file.partial(), new ReadOptions(mode, false));
            file.complete();
            System.err.println("commits " + written.commits() + ", records " + written.records());
            return DamageText.complain("concat", written.damage());
        }
    }
}
