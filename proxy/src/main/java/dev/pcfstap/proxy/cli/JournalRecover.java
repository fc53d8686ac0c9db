package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is intact, as a journal that is whole. */
@Command(
        name = "recover",
        description = "Saves everything that is intact in a damaged journal, into a new folder or in place.",
        footer = {
            "",
            "Example:  pcfs-tap journal recover console.journal --output saved.journal",
            "Exit codes: 0 nothing was damaged, 2 it could not run, 3 recovered, and what was damaged is listed."
        })
final class JournalRecover extends JournalCall {
    @Parameters(arity = "1..*", paramLabel = "DIR|FILE", description = "Journals, or segments of one.")
    List<Path> inputs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "A folder without a journal; created when it is missing.")
    @Nullable
    Path target;

    @Option(names = "--to", hidden = true, description = "What --output was called.")
    void to(Path folder) {
        target = folder;
    }

    @Option(
            names = "--in-place",
            description = "Replace each damaged segment by what is intact in it; the original stays as .broken.")
    boolean inPlace;

    @Mixin
    final AccessOption access = new AccessOption();

    @Override
    int run() throws IOException, UserException {
        JournalTools.Written written = recover();
        written.files().forEach(file -> OutputLine.print("written " + file));
        written.kept().forEach(file -> OutputLine.print("kept " + file));
        ErrorLine.print("commits " + written.commits() + ", records " + written.records());
        return DamageText.complain("recover", written.damage());
    }

    private JournalTools.Written recover() throws IOException, UserException {
        if (inPlace == (target != null)) {
            throw new UserException("either --output or --in-place is needed");
        }
        JournalTools.requireSegments(JournalFiles.disk(), inputs);
        if (target != null) {
            ReadPaths.of(inputs, common).refuseFolder(target);
            return JournalTools.recoverInto(access.disk(), inputs, target);
        }
        if (inputs.size() != 1) {
            throw new UserException("--in-place works on one folder, " + inputs.size() + " are given");
        }
        return JournalTools.recoverInPlace(access.disk(), inputs.get(0));
    }
}
