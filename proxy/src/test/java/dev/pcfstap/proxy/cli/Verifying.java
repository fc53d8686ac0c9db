package dev.pcfstap.proxy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How {@code journal verify} is run. */
enum Verifying {
    THIS_PROCESS {
        @Override
        Outcome of(Path journal, Path folder) {
            CommandRun run = CommandRun.of("journal", "verify", journal);
            return new Outcome(run.code(), run.output().lines().toList());
        }
    },
    A_PROCESS {
        @Override
        Outcome of(Path journal, Path folder) throws Exception {
            Path place = Files.createDirectories(folder.resolve("verify"));
            try (TapProcess verify = TapProcess.start(place, "journal", "verify", journal.toString())) {
                return new Outcome(verify.exitCode(), verify.output());
            }
        }
    };

    /** Its exit code and what it printed. */
    record Outcome(int code, List<String> lines) {}

    abstract Outcome of(Path journal, Path folder) throws Exception;
}
