package dev.pcfstap.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What people do with journals; each is a command of its own. */
@Command(
        name = "journal",
        description = "Looks at capture journals, repairs, copies and thins them out.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            JournalInfo.class,
            JournalCat.class,
            JournalVerify.class,
            JournalRecover.class,
            JournalConcat.class,
            JournalFilter.class,
            JournalCompact.class,
            JournalPrune.class,
            JournalImport.class,
            JournalMirrorCommand.class,
            JournalServe.class
        })
final class JournalCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
