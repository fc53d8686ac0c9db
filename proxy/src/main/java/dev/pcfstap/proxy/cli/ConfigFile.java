package dev.pcfstap.proxy.cli;

import dev.pcfstap.filter.Spelling;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import picocli.CommandLine;

/**
 * A TOML file with a table a command and a key an option. What it does not know is an error: a misspelt key must not be
 * silently without effect.
 */
final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;

    /** Some editors begin a file with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * A value as text.
     *
     * @param place file, line and key, for messages
     */
    record Entry(String value, String place) {}

    private final Map<String, Map<String, Entry>> tables;

    private ConfigFile(Map<String, Map<String, Entry>> tables) {
        this.tables = tables;
    }

    /** A file with nothing in it. */
    static ConfigFile none() {
        return new ConfigFile(Map.of());
    }

    /** Reads a file whose tables and keys are those of the command line. */
    static ConfigFile read(Path file, CommandLine commands) throws UserException {
        TomlParseResult toml = Toml.parse(text(file));
        if (toml.hasErrors()) {
            TomlParseError error = toml.errors().get(0);
            throw new UserException(place(file, error.position()) + ": " + error.getMessage());
        }
        Map<String, Map<String, Entry>> tables = new HashMap<>();
        for (String command : toml.keySet()) {
            TomlPosition position = toml.inputPositionOf(List.of(command));
            CommandLine subcommand = commands.getSubcommands().get(command);
            if (subcommand == null || !(toml.get(List.of(command)) instanceof TomlTable table)) {
                throw new UserException(place(file, position) + ": unknown table '" + command + "'"
                        + Spelling.suggestion(command, commands.getSubcommands().keySet()) + "; the known ones are "
                        + String.join(", ", new TreeMap<>(commands.getSubcommands()).keySet()));
            }
            tables.put(command, entries(file, table, subcommand));
        }
        return new ConfigFile(tables);
    }

    Optional<Entry> entry(String command, String key) {
        return Optional.ofNullable(tables.getOrDefault(command, Map.of()).get(key));
    }

    private static Map<String, Entry> entries(Path file, TomlTable table, CommandLine command) throws UserException {
        Set<String> known = command.getCommandSpec().options().stream()
                .filter(OptionSources::isConfigurable)
                .map(OptionSources::key)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, Entry> entries = new HashMap<>();
        for (String key : table.keySet()) {
            String place = place(file, table.inputPositionOf(List.of(key))) + ": " + key;
            if (!known.contains(key)) {
                throw new UserException(place + ": unknown key" + Spelling.suggestion(key, known) + "; "
                        + (known.isEmpty()
                                ? "this command takes none from a file"
                                : "the known ones are " + String.join(", ", known)));
            }
            Object value = table.get(List.of(key));
            if (!(value instanceof String || value instanceof Long || value instanceof Boolean)) {
                throw new UserException(place + ": must be a string, an integer or a boolean");
            }
            entries.put(key, new Entry(value.toString(), place));
        }
        return entries;
    }

    private static String text(Path file) throws UserException {
        byte[] bytes = SmallFile.read(file, MAX_BYTES, "configuration file");
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (CharacterCodingException e) {
            throw new UserException(file + " is not UTF-8", e);
        }
    }

    private static String place(Path file, @Nullable TomlPosition position) {
        return position == null ? file.toString() : file + ":" + position.line();
    }
}
