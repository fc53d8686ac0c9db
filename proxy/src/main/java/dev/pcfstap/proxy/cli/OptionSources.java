package dev.pcfstap.proxy.cli;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Values for options that no flag gives: from the environment, else from the configuration file. Main thread. */
final class OptionSources implements IDefaultValueProvider {
    private static final String PREFIX = "PCFS_TAP_";

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
        String variable = PREFIX + key.replace('-', '_').toUpperCase(Locale.ROOT);
        String value = environment.get(variable);
        if (value != null) {
            origins.put(key, "environment variable " + variable);
            return value;
        }
        Optional<ConfigFile.Entry> entry = file.entry(option.command().name(), key);
        entry.ifPresent(found -> origins.put(key, found.place()));
        return entry.map(ConfigFile.Entry::value).orElse(null);
    }

    /** Where the value of an option came from, if not from a flag. */
    Optional<String> origin(OptionSpec option) {
        return Optional.ofNullable(origins.get(key(option)));
    }
}
