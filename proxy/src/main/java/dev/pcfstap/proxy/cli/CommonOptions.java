package dev.pcfstap.proxy.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that runs for long understands. */
final class CommonOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE.toml",
            description = {
                "Options from a TOML file: a table named after the command, keys named after its options.",
                "Flags win over environment variables (PCFS_TAP_ and the option's name), these over the file."
            })
    @Nullable
    Path config;

    @Option(names = "-v", description = "Say more on standard error; twice for still more.")
    boolean[] verbose = {};

    /** Sets how much is logged. */
    void applyVerbosity() {
        if (verbose.length > 0) {
            Configurator.setLevel("dev.pcfstap", verbose.length == 1 ? Level.INFO : Level.DEBUG);
        }
    }
}
