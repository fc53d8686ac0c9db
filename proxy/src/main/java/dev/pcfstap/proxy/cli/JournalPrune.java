package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.tap.TapClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Retention by hand. */
@Command(
        name = "prune",
        description = "Deletes the oldest segments beyond a size, an age or a lack of room. The last one stays.",
        footer = {
            "",
            "Example:  pcfs-tap journal prune console.journal --keep-age 7d --dry-run",
            "Exit codes: 0 fine, 2 it could not run."
        })
final class JournalPrune extends JournalCall {
    @Parameters(paramLabel = "DIR", description = "The journal; it may be one that is being written.")
    Path folder = Path.of("");

    @Option(
            names = "--keep-size",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = SizeConverter.class,
            description = "Keep so much of it.")
    long keepBytes;

    @Option(
            names = "--keep-age",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = DurationConverter.class,
            description = "Keep segments whose youngest record is not older.")
    Duration keepAge = Duration.ZERO;

    @Option(
            names = "--keep-free",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = SizeConverter.class,
            description = "Leave so much room on the disk.")
    long keepFreeBytes;

    @Option(names = "--dry-run", description = "Only say what would be deleted.")
    boolean dryRun;

    @Option(names = "--json", description = "JSON Lines.")
    boolean json;

    @Override
    int run() throws IOException, UserException {
        if (keepBytes == 0 && keepAge.isZero() && keepFreeBytes == 0) {
            throw new UserException("--keep-size, --keep-age or --keep-free is needed");
        }
        if (!Files.isDirectory(folder)) {
            throw new UserException(folder + ": there is no such folder");
        }
        List<Path> deleted = JournalTools.prune(
                JournalFiles.disk(),
                folder,
                JournalOptionGroup.retention(keepBytes, keepAge, keepFreeBytes),
                TapClock.system().epochNanos(),
                dryRun);
        for (Path segment : deleted) {
            OutputLine.print(
                    json
                            ? new JsonLine().with("file", segment.toString()).with("deleted", !dryRun)
                            : (dryRun ? "would delete " : "deleted ") + segment);
        }
        return ExitCode.FINE;
    }
}
