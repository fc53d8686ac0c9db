package dev.pcfstap.proxy.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
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
        int code = run(args, System.getenv());
        if (code != ExitCode.FINE) {
            System.exit(code);
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
            commands.setDefaultValueProvider(sources);
            commands.setParameterExceptionHandler((e, rest) -> misused(e, sources));
        } catch (UserException e) {
            return complain("pcfs-tap", e.getMessage());
        }
        commands.setExecutionExceptionHandler((e, command, result) -> failed(e, command));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        if (args.length == 0) {
            commands.usage(System.err);
            return ExitCode.COULD_NOT_RUN;
        }
        return commands.execute(args);
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

    private static @Nullable Path configFile(String[] args, Map<String, String> environment) {
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
        return probe.config != null ? probe.config : named != null ? Path.of(named) : null;
    }

    private static int misused(ParameterException e, OptionSources sources) {
        String origin = e.getArgSpec() instanceof OptionSpec option
                ? sources.origin(option).map(place -> place + ": ").orElse("")
                : "";
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return complain(command, origin + reason(e) + " (try '" + command + " --help')");
    }

    /** A misspelt option is named before those that are missing: one of them may be the one that was meant. */
    private static @Nullable String reason(ParameterException e) {
        List<String> unknown = e.getCommandLine().getUnmatchedArguments();
        return e instanceof MissingParameterException && !unknown.isEmpty()
                ? new UnmatchedArgumentException(e.getCommandLine(), unknown).getMessage()
                : e.getMessage();
    }

    private static int failed(Exception e, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        if (e instanceof UserException) {
            return complain(name, e.getMessage());
        }
        log().error("a bug in {}", name, e);
        return ExitCode.COULD_NOT_RUN;
    }

    private static int complain(String who, @Nullable String what) {
        System.err.println(who + ": " + String.valueOf(what).replaceAll("\\R", " "));
        return ExitCode.COULD_NOT_RUN;
    }

    /** Asked for when there is something to say: setting up the log takes longer than a short command. */
    private static Logger log() {
        return LogManager.getLogger(PcfsTap.class);
    }
}
