package dev.pcfstap.proxy.cli;

import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line as a whole; each subcommand is a class of its own. */
@Command(
        name = "pcfs-tap",
        description = "Records what a console and its PCFS SATA host say to each other.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        subcommands = {
            ProxyCommand.class,
            DecodeCommand.class,
            ExportCommand.class,
            JournalCommand.class,
            DemoCommand.class,
            ServeCommand.class
        })
public final class PcfsTap {
    private static final Logger LOG = LogManager.getLogger(PcfsTap.class);

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
        CommandLine commands = new CommandLine(new PcfsTap());
        try {
            OptionSources sources = new OptionSources(environment, config(args, environment, commands));
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

    private static ConfigFile config(String[] args, Map<String, String> environment, CommandLine commands)
            throws UserException {
        Probe probe = new Probe();
        try {
            new CommandLine(probe)
                    .setUnmatchedArgumentsAllowed(true)
                    .setUnmatchedOptionsArePositionalParams(true)
                    .parseArgs(args);
        } catch (ParameterException e) {
            return ConfigFile.none(); // the real parser says it better
        }
        String named = environment.get("PCFS_TAP_CONFIG");
        Path file = probe.config != null ? probe.config : named != null ? Path.of(named) : null;
        return file == null ? ConfigFile.none() : ConfigFile.read(file, commands);
    }

    private static int misused(ParameterException e, OptionSources sources) {
        String origin = e.getArgSpec() instanceof OptionSpec option
                ? sources.origin(option).map(place -> place + ": ").orElse("")
                : "";
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return complain(command, origin + e.getMessage() + " (try '" + command + " --help')");
    }

    private static int failed(Exception e, CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        if (e instanceof UserException) {
            return complain(name, e.getMessage());
        }
        LOG.error("a bug in {}", name, e);
        return ExitCode.COULD_NOT_RUN;
    }

    private static int complain(String who, @Nullable String what) {
        System.err.println(who + ": " + String.valueOf(what).replaceAll("\\R", " "));
        return ExitCode.COULD_NOT_RUN;
    }
}
