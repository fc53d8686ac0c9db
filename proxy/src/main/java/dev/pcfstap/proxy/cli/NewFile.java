package dev.pcfstap.proxy.cli;

import dev.pcfstap.output.FileAccess;
import dev.pcfstap.output.SpecialFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Set;

/**
 * A file that appears under its name when it is complete, so that neither a failure nor a mistake costs what was there. A file
 * that it replaces hands down its permissions; a link is replaced, and never followed. A pipe or a device is written as it is.
 */
final class NewFile implements Closeable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final Path partial;
    private final boolean special;
    private final FileAccess access;

    private NewFile(Path file, Path partial, boolean special, FileAccess access) {
        this.file = file;
        this.partial = partial;
        this.special = special;
        this.access = access;
    }

    /** @param read what the file must not take the place of */
    static NewFile at(Path file, boolean force, ReadPaths read, FileAccess access) throws IOException, UserException {
        Path name = file.getFileName();
        if (name == null || Files.isDirectory(file)) {
            throw new UserException(file + ": is a folder");
        }
        read.refuse(file);
        if (SpecialFile.isAt(file)) {
            SpecialFile.requireWritten(file);
            return new NewFile(file, file, true, access);
        }
        if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UserException(file + ": exists; --force overwrites it");
        }
        // A name that nobody else has: whatever is there was not left by this command.
        String random = Long.toHexString(RANDOM.nextLong());
        return new NewFile(file, file.resolveSibling("." + name + "." + random + ".partial"), false, access);
    }

    /** Whether it is a pipe or a device, which is only to be {@linkplain #open opened}. */
    boolean isSpecial() {
        return special;
    }

    /** Where it is to be written, for those who open it themselves; there is no such file yet. */
    Path partial() {
        return partial;
    }

    /** Opens it. */
    OutputStream open() throws IOException {
        if (special) {
            return Channels.newOutputStream(SpecialFile.open(file));
        }
        // Created first, as an output stream cannot be given permissions.
        Files.createFile(partial, access.ofNewFile(file));
        return Files.newOutputStream(partial, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** It is complete. */
    void complete() throws IOException {
        if (special) {
            return;
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(file);
            Files.setPosixFilePermissions(partial, before);
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes what is not complete. */
    @Override
    public void close() throws IOException {
        if (!special) {
            Files.deleteIfExists(partial);
        }
    }
}
