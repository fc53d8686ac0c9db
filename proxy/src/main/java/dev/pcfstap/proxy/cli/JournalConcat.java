package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.journal.ReadMode;
import dev.pcfstap.journal.ReadOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The new file.")
    @Nullable
    Path target;

    @Option(names = "--to", hidden = true, description = "What --output was called.")
    void to(Path file) {
        target = file;
    }

    @Option(
            names = "--mode",
            paramLabel = "strict|tail|salvage",
            defaultValue = "strict",
            converter = ChoiceConverter.Mode.class,
            description = "At damage: refuse, stop, or go on with what is intact (${DEFAULT-VALUE}).")
    ReadMode mode = ReadMode.STRICT;

    @Option(names = "--force", description = "Overwrite a file that exists.")
    boolean force;

    @Mixin
    final AccessOption access = new AccessOption();

    @Override
    int run() throws IOException, UserException {
        Path wanted = target;
        if (wanted == null) {
            throw new UserException("--output is needed");
        }
        JournalTools.requireSegments(JournalFiles.disk(), inputs);
        try (NewFile file = NewFile.at(wanted, force, ReadPaths.of(inputs, common), access.access())) {
            JournalTools.Written written = concat(file);
            file.complete();
            ErrorLine.print("commits " + written.commits() + ", records " + written.records());
            return DamageText.complain("concat", written.damage(), inputs, mode);
        }
    }

    private JournalTools.Written concat(NewFile file) throws IOException {
        ReadOptions reading = new ReadOptions(mode, false);
        if (!file.isSpecial()) {
            return JournalTools.concat(access.disk(), inputs, file.partial(), reading);
        }
        try (OutputStream out = file.open()) {
            return JournalTools.concat(access.disk(), inputs, out, reading);
        }
    }
}
