package dev.pcfstap.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names of the files that a WAL file leaves behind: {@code capture-20261121T103000.123456Z.wal}. */
final class RotatedNames {
    private static final String STAMP = "-\\d{8}T\\d{6}\\.\\d{6}Z";
    private static final long MICRO_NANOS = 1000;

    private final Path folder;
    private final String stem;
    private final String extension;
    private final Pattern pattern;
    private final WalFormat format;

    RotatedNames(Path path, WalFormat format) {
        this.format = format;
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        folder = parent == null ? absolute : parent;
        String name = String.valueOf(absolute.getFileName());
        int dot = name.lastIndexOf('.');
        stem = dot > 0 ? name.substring(0, dot) : name;
        extension = dot > 0 ? name.substring(dot) : "";
        pattern = Pattern.compile(Pattern.quote(stem) + STAMP + Pattern.quote(extension));
    }

    /** A name that no file has yet, and that sorts behind those of all others, also when the clock was set back since. */
    Path next(long timeNanos) {
        long stamp = timeNanos;
        Path candidate = named(stamp);
        Path newest = newest();
        if (newest != null && candidate.compareTo(newest) <= 0) {
            stamp = UtcTime.parseStamp(stampOf(newest)) + MICRO_NANOS;
            candidate = named(stamp);
        }
        while (Files.exists(candidate, LinkOption.NOFOLLOW_LINKS)) {
            stamp += MICRO_NANOS;
            candidate = named(stamp);
        }
        return candidate;
    }

    private @Nullable Path newest() {
        try {
            List<Path> named = named();
            return named.isEmpty() ? null : named.get(named.size() - 1);
        } catch (IOException | UncheckedIOException unlisted) {
            return null;
        }
    }

    private String stampOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(stem.length() + 1, name.length() - extension.length());
    }

    /** Deletes the oldest rotated files of this name until only {@code keep} are left. */
    void prune(int keep) throws IOException {
        List<Path> rotated = rotated();
        for (Path old : rotated.subList(0, Math.max(0, rotated.size() - keep))) {
            Files.deleteIfExists(old);
        }
    }

    /** The rotated files of this name, oldest first. A file that only has such a name is none of them. */
    List<Path> rotated() throws IOException {
        return named().stream().filter(this::isOurs).toList();
    }

    private boolean isOurs(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && format.recognizes(WalBeginning.of(file));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Everything with such a name, oldest first. */
    private List<Path> named() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            pattern.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted()
                    .toList();
        }
    }

    private Path named(long timeNanos) {
        return folder.resolve(stem + "-" + UtcTime.stamp(timeNanos) + extension);
    }
}
