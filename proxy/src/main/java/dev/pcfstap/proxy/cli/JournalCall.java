package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalDamagedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on a journal: damage that a strict reading meets is exit code 3, everything else that fails is 2. */
abstract class JournalCall implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public final Integer call() throws UserException {
        common.applyVerbosity();
        try {
            return run();
        } catch (JournalDamagedException damaged) {
            ErrorLine.print(spec.qualifiedName() + ": " + damaged.damage().line());
            return ExitCode.INCOMPLETE;
        } catch (IOException e) {
            throw new UserException(FileFailure.reason(e), e);
        }
    }

    /** Does it, and returns the exit code. */
    abstract int run() throws IOException, UserException;
}
