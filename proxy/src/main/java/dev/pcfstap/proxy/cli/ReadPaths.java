package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a command reads, or keeps for good, so that nothing it writes takes its place: neither by path nor by a link, a hard link
 * or another way through the folders. No option overrules that. Every command that writes a file asks here first.
 */
final class ReadPaths {
    private final List<Path> files = new ArrayList<>();
    private final List<Path> journals = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    /** The inputs of a command, folders or files, and the file that configures it. */
    static ReadPaths of(List<Path> inputs, CommonOptions common) {
        ReadPaths read = new ReadPaths();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                read.folders.add(input);
            } else {
                read.files.add(input);
            }
        }
        read.add(common.config);
        return read;
    }

    /** Another file that must stay as it is; null adds nothing. */
    ReadPaths add(@Nullable Path file) {
        if (file != null) {
            files.add(file);
        }
        return this;
    }

    /** The folder of a journal that is continued: other files may be made in it, but none that could be the journal's. */
    ReadPaths addJournal(@Nullable Path folder) {
        if (folder != null) {
            journals.add(folder);
        }
        return this;
    }

    /** Throws when this file must not be written. */
    void refuse(Path output) throws UserException {
        try {
            Optional<String> why = reason(output);
            if (why.isPresent()) {
                throw new UserException(output + ": must not be written, as it " + why.get());
            }
        } catch (IOException e) {
            throw new UserException(FileFailure.reason(e), e);
        }
    }

    /** Throws when this folder must not be written to, or is something else. */
    void refuseFolder(Path output) throws UserException {
        refuse(output);
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new UserException(output + ": is no folder");
        }
    }

    private Optional<String> reason(Path output) throws IOException {
        Path place = place(output);
        for (Path file : files) {
            if (isSame(output, place, file)) {
                return Optional.of("is " + file + ", which is read");
            }
            Path beside = place(file).getParent();
            if (JournalTools.isJournalFile(file) && isOfJournal(output, place, beside)) {
                return Optional.of("is a file of the journal that " + file + " is part of");
            }
        }
        for (Path folder : folders) {
            if (place.equals(place(folder))) {
                return Optional.of("is read");
            }
            if (place.startsWith(place(folder)) || isOneOf(output, folder)) {
                return Optional.of("lies in " + folder + ", which is read");
            }
        }
        for (Path folder : journals) {
            if (isOfJournal(output, place, place(folder)) || isOneOf(output, folder)) {
                return Optional.of("is a file of the journal in " + folder);
            }
        }
        return Optional.empty();
    }

    private static boolean isOfJournal(Path output, Path place, @Nullable Path folder) {
        return folder != null
                && folder.equals(place.getParent())
                && (JournalTools.isJournalFile(place) || JournalTools.isJournalFile(output));
    }

    private static boolean isSame(Path output, Path place, Path file) throws IOException {
        return place.equals(place(file))
                || (Files.exists(output) && Files.exists(file) && Files.isSameFile(output, file));
    }

    private static boolean isOneOf(Path output, Path folder) throws IOException {
        if (!Files.isRegularFile(output) || !Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> members = Files.list(folder)) {
            for (Path member : (Iterable<Path>) members::iterator) {
                if (Files.exists(member) && Files.isSameFile(output, member)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Where a path leads, with all links followed as far as there is something. */
    private static Path place(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path there = absolute;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there == null
                    ? absolute
                    : there.toRealPath().resolve(there.relativize(absolute)).normalize();
        } catch (NoSuchFileException unresolved) {
            return absolute; // some links of /proc lead where no path does
        }
    }
}
