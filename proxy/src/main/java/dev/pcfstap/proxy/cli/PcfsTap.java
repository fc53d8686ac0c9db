package dev.pcfstap.proxy.cli;

import dev.pcfstap.filter.Spelling;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole; each subcommand is a class of its own. */
@Command(
        name = "pcfs-tap",
        description = "Records what a console and its PCFS SATA host say to each other.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class)
public final class PcfsTap {
    private static final String NAME = "pcfs-tap";
    private static final List<Class<?>> COMMANDS = List.of(
            ProxyCommand.class,
            DecodeCommand.class,
            ExportCommand.class,
            JournalCommand.class,
            DemoCommand.class,
            ServeCommand.class);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
    boolean version;

    /** Where a configuration file is named, found before everything else is parsed. */
    @Command
    private static final class Probe {
        @Option(names = "--config")
        @Nullable
        Path config;
    }

    /** Runs a command and ends the process with its code. */
    public static void main(String[] args) {
        StandardStreams.install();
        // The log looks up this machine's name, and prints a stack when nobody knows it.
        System.setProperty("log4j2.StatusLogger.level", "OFF");
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> died(thread, failure, args));
        int code = StandardStreams.finish(runReadable(args));
        if (code != ExitCode.FINE) {
            System.exit(code);
        }
    }

    private static int runReadable(String[] args) {
        try {
            CharacterSet.requireReadable(args, System.getenv());
            return run(args, System.getenv());
        } catch (UserException e) {
            return complain(NAME, e.getMessage());
        } catch (RuntimeException | Error unexpected) {
            return BugReport.of(NAME, unexpected, List.of(args));
        }
    }

    private static void died(Thread thread, Throwable failure, String[] args) {
        int code = BugReport.of(NAME + ", thread " + thread.getName(), failure, List.of(args));
        if (failure instanceof Error) {
            Runtime.getRuntime().halt(code);
        }
    }

    /** Runs a command; what it returns is the exit code. */
    static int run(String[] args, Map<String, String> environment) {
        CommandLine commands;
        try {
            Path file = configFile(args, environment);
            commands = file == null ? commandsFor(args) : allCommands();
            OptionSources sources =
                    new OptionSources(environment, file == null ? ConfigFile.none() : ConfigFile.read(file, commands));
            sources.requireKnownVariables(commands, PcfsTap::allCommands);
            commands.setDefaultValueProvider(sources);
            commands.setParameterExceptionHandler((e, rest) -> misused(e, sources));
        } catch (UserException e) {
            return complain(NAME, e.getMessage());
        }
        commands.setExecutionExceptionHandler((e, command, result) -> failed(e, command, args));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExpandAtFiles(false);
        if (args.length == 0) {
            commands.usage(StandardStreams.rawError());
            return ExitCode.COULD_NOT_RUN;
        }
        try {
            return commands.execute(args);
        } catch (OutOfMemoryError failure) {
            // Whatever the command held is gone with its frames, and what it had half made with what it closed on the
            // way.
            return complain(
                    "pcfs-tap",
                    "the heap of " + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MiB is used up; java -Xmx2g -jar … sets a larger one");
        }
    }

    static CommandLine allCommands() {
        CommandLine commands = new CommandLine(new PcfsTap());
        COMMANDS.forEach(commands::addSubcommand);
        return commands;
    }

    /** The command that is called, if it can be told: finding out what options all of them have takes longer than a short one. */
    private static CommandLine commandsFor(String[] args) {
        for (Class<?> command : COMMANDS) {
            if (args.length > 0 && command.getAnnotation(Command.class).name().equals(args[0])) {
                return new CommandLine(new PcfsTap()).addSubcommand(command);
            }
        }
        return allCommands();
    }

    private static @Nullable Path configFile(String[] args, Map<String, String> environment) throws UserException {
        Probe probe = new Probe();
        try {
            new CommandLine(probe)
                    .setUnmatchedArgumentsAllowed(true)
                    .setUnmatchedOptionsArePositionalParams(true)
                    .parseArgs(args);
        } catch (ParameterException e) {
            return null; // the real parser says it better
        }
        String named = environment.get("PCFS_TAP_CONFIG");
        try {
            return probe.config != null ? probe.config : named != null ? Path.of(named) : null;
        } catch (InvalidPathException e) {
            throw new UserException("PCFS_TAP_CONFIG: " + e.getMessage() + CharacterSet.hint(), e);
        }
    }

    private static int misused(ParameterException e, OptionSources sources) {
        String origin = e.getArgSpec() instanceof OptionSpec option
                ? sources.origin(option).map(place -> place + ": ").orElse("")
                : "";
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String reason = String.valueOf(reason(e));
        String hint = reason.contains(InvalidPathException.class.getName()) ? CharacterSet.hint() : "";
        return complain(command, origin + reason + hint + " (try '" + command + " --help')");
    }

    /** A misspelt option is named before those that are missing: one of them may be the one that was meant. */
    private static @Nullable String reason(ParameterException e) {
        CommandLine command = e.getCommandLine();
        List<String> unknown = command.getUnmatchedArguments();
        if (unknown.isEmpty() || !(e instanceof MissingParameterException || e instanceof UnmatchedArgumentException)) {
            return e.getMessage();
        }
        String word = unknown.get(0).replaceFirst("=.*", "");
        boolean isCommand = !word.startsWith("-") && !command.getSubcommands().isEmpty();
        return (isCommand
                        ? "there is no command '" + word + "'"
                        : new UnmatchedArgumentException(command, unknown).getMessage())
                + Spelling.suggestion(word, words(command));
    }

    /** What could stand where something unknown stands. */
    private static List<String> words(CommandLine command) {
        Stream<String> options = command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Stream.of(option.names()));
        return Stream.concat(options, command.getSubcommands().keySet().stream())
                .toList();
    }

    private static int failed(Exception e, CommandLine command, String[] args) {
        String name = command.getCommandSpec().qualifiedName();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutputFailure) {
                return ExitCode.INCOMPLETE; // the end of the process says it
            }
        }
        if (e instanceof UserException) {
            return complain(name, e.getMessage());
        }
        return e instanceof InvalidPathException
                ? complain(name, e.getMessage() + CharacterSet.hint())
                : BugReport.of(name, e, List.of(args));
    }

    private static int complain(String who, @Nullable String what) {
        ErrorLine.print(who, String.valueOf(what));
        return ExitCode.COULD_NOT_RUN;
    }
}
