package dev.pcfstap.proxy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that do nothing because of what else was given or not given: whoever gave them expects something. */
final class IdleOptions {
    private IdleOptions() {}

    /** Throws when one of the options was given, wherever that was. */
    static void refuse(CommandSpec command, String why, String... names) throws UserException {
        refuse(command, true, why, names);
    }

    /** The same for options that several commands share: a variable may be meant for another one. */
    static void refuseShared(CommandSpec command, String why, String... names) throws UserException {
        refuse(command, false, why, names);
    }

    private static void refuse(CommandSpec command, boolean byEnvironment, String why, String... names)
            throws UserException {
        CommandLine line = command.commandLine();
        if (!(line.getDefaultValueProvider() instanceof OptionSources sources)) {
            return;
        }
        for (String name : names) {
            OptionSpec option = command.findOption(name);
            if (sources.isGiven(option, line.getParseResult(), byEnvironment)) {
                throw new UserException(
                        sources.origin(option).map(place -> place + ": ").orElse("") + name + " does nothing " + why);
            }
        }
    }
}
