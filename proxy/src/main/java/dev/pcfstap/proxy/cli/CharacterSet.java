package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The character set in which the environment has file names and arguments. Java decodes both before anybody can object: under
 * {@code LC_ALL=C} a letter that is not ASCII has become a question mark, and a file of that name cannot be opened.
 */
final class CharacterSet {
    private static final Path RAW_ARGUMENTS = Path.of("/proc/self/cmdline");
    private static final String EVERY_LETTER = "\u00e9\u4e00\ud83d\ude00";
    private static final int MAX_NAMES = 100_000;
    private static final char REPLACEMENT = '\uFFFD';

    private CharacterSet() {}

    /** What to do about it, to be put behind a message about a name; empty when it is not to blame. */
    static String hint() {
        return holdsEveryLetter()
                ? ""
                : "; the environment's character set, " + name() + ", lacks letters: set LC_ALL=C.UTF-8";
    }

    /** Throws when an argument, or a variable of ours, is not what somebody wrote. */
    static void requireReadable(String[] args, Map<String, String> environment) throws UserException {
        if (holdsEveryLetter()) {
            return;
        }
        List<byte[]> raw = rawArguments(args.length);
        for (int i = 0; i < args.length; i++) {
            boolean lost = args[i].indexOf(REPLACEMENT) >= 0 || (!raw.isEmpty() && !isSame(raw.get(i), args[i]));
            if (lost) {
                throw new UserException(
                        "argument " + (i + 1) + ", '" + args[i] + "', is not what was written" + hint());
            }
        }
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (variable.getKey().startsWith(OptionSources.PREFIX)
                    && variable.getValue().indexOf(REPLACEMENT) >= 0) {
                throw new UserException(
                        "environment variable " + variable.getKey() + " holds letters that are not known" + hint());
            }
        }
    }

    /**
     * Throws when a name below a folder is one that nobody could ask for; says so when none is yet.
     *
     * @param folder is looked through as far as a start may take
     */
    static void requireReadableNames(Path folder) throws UserException {
        if (holdsEveryLetter() || !Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            Optional<Path> unreadable = files.limit(MAX_NAMES)
                    .filter(file -> file.toString().indexOf(REPLACEMENT) >= 0)
                    .findFirst();
            if (unreadable.isPresent()) {
                throw new UserException(unreadable.get() + " has a name that cannot be asked for" + hint());
            }
        } catch (IOException | UncheckedIOException e) {
            ErrorLine.print("pcfs-tap", "not all names below " + folder + " could be looked at");
        }
        ErrorLine.print("pcfs-tap", "names with other letters than those of " + name() + " cannot be had" + hint());
    }

    private static boolean isSame(byte[] raw, String decoded) {
        return Arrays.equals(raw, decoded.getBytes(charset()));
    }

    private static boolean holdsEveryLetter() {
        return charset().newEncoder().canEncode(EVERY_LETTER);
    }

    private static String name() {
        return System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
    }

    private static Charset charset() {
        return Charset.isSupported(name()) ? Charset.forName(name()) : StandardCharsets.US_ASCII;
    }

    /** The last arguments of the process as the system has them; empty where that is not known. */
    private static List<byte[]> rawArguments(int count) {
        List<byte[]> all = new ArrayList<>();
        try {
            byte[] line = Files.readAllBytes(RAW_ARGUMENTS);
            int from = 0;
            for (int i = 0; i < line.length; i++) {
                if (line[i] == 0) {
                    all.add(Arrays.copyOfRange(line, from, i));
                    from = i + 1;
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return all.size() < count ? List.of() : all.subList(all.size() - count, all.size());
    }
}
