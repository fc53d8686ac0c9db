package dev.pcfstap.proxy.cli;

import dev.pcfstap.filter.Spelling;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Values for options that no flag gives: from the environment, else from the configuration file. Main thread. */
final class OptionSources implements IDefaultValueProvider {
    static final String PREFIX = "PCFS_TAP_";

    private static final String ENVIRONMENT = "environment variable ";

    /** Such as PCFS_TAP_SERVICE_HOST and PCFS_TAP_PORT_7500_TCP_ADDR. */
    private static final Pattern SERVICE_VARIABLE = Pattern.compile(PREFIX + "(SERVICE_.*|PORT_\\d+_.*)");

    private final Map<String, String> environment;
    private final ConfigFile file;
    private final Map<String, String> origins = new HashMap<>();

    OptionSources(Map<String, String> environment, ConfigFile file) {
        this.environment = environment;
        this.file = file;
    }

    /** The option's name as a key: its longest one, without hyphens in front. */
    static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** Whether the option may be given elsewhere than on the command line. */
    static boolean isConfigurable(OptionSpec option) {
        return option.longestName().startsWith("--")
                && !option.hidden()
                && !option.usageHelp()
                && !option.versionHelp()
                && !key(option).equals("config");
    }

    @Override
    public @Nullable String defaultValue(ArgSpec arg) {
        if (!(arg instanceof OptionSpec option) || !isConfigurable(option)) {
            return null;
        }
        String key = key(option);
        String variable = variable(option);
        String value = environment.get(variable);
        if (value != null) {
            origins.put(key, ENVIRONMENT + variable);
            return value;
        }
        Optional<ConfigFile.Entry> entry = file.entry(option.command().name(), key);
        entry.ifPresent(found -> origins.put(key, found.place()));
        return entry.map(ConfigFile.Entry::value).orElse(null);
    }

    /**
     * Throws when a variable would be without effect because it is misspelt. What a cluster sets for a service of our name is
     * passed.
     *
     * @param all every command, which takes its time to find out and is needed only when {@code called} does not know a variable
     */
    void requireKnownVariables(CommandLine called, Supplier<CommandLine> all) throws UserException {
        List<String> unknown = unknown(environment.keySet(), called);
        if (unknown.isEmpty()) {
            return;
        }
        CommandLine every = all.get();
        unknown = unknown(unknown, every);
        if (!unknown.isEmpty()) {
            String name = unknown.get(0);
            throw new UserException("environment variable " + name + " belongs to no option"
                    + Spelling.suggestion(name, variables(every)));
        }
    }

    private static List<String> unknown(Collection<String> names, CommandLine commands) {
        Set<String> known = variables(commands);
        return names.stream()
                .filter(name -> name.toUpperCase(Locale.ROOT).startsWith(PREFIX))
                .filter(name ->
                        !known.contains(name) && !SERVICE_VARIABLE.matcher(name).matches())
                .sorted()
                .toList();
    }

    private static Set<String> variables(CommandLine command) {
        Set<String> names = new TreeSet<>(Set.of(PREFIX + "CONFIG"));
        command.getCommandSpec().options().stream()
                .filter(OptionSources::isConfigurable)
                .map(OptionSources::variable)
                .forEach(names::add);
        command.getSubcommands().values().forEach(subcommand -> names.addAll(variables(subcommand)));
        return names;
    }

    private static String variable(OptionSpec option) {
        return PREFIX + key(option).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether somebody gave the option a value: by a flag, in the file or, if that counts, in the environment. */
    boolean isGiven(OptionSpec option, ParseResult flags, boolean byEnvironment) {
        boolean flag = flags.hasMatchedOption(option.longestName());
        return flag
                || origin(option)
                        .filter(place -> byEnvironment || !place.startsWith(ENVIRONMENT))
                        .isPresent();
    }

    /** Where the value of an option came from, if not from a flag. */
    Optional<String> origin(OptionSpec option) {
        return Optional.ofNullable(origins.get(key(option)));
    }
}
