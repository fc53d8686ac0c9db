package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.ReadMode;
import dev.pcfstap.journal.ReadOptions;
import picocli.CommandLine.Option;

/** What becomes of a journal that is damaged. */
final class DamageOption {
    @Option(
            names = "--mode",
            paramLabel = "strict|tail|salvage",
            defaultValue = "tail",
            converter = ChoiceConverter.Mode.class,
            description = "At damage in a journal: refuse, stop, or go on with what is intact (${DEFAULT-VALUE}).")
    ReadMode mode = ReadMode.TAIL;

    /** A reading that ends where the journal does. */
    ReadOptions reading() {
        return new ReadOptions(mode, false);
    }
}
