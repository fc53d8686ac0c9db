package dev.pcfstap.journal;

import dev.pcfstap.output.FileAccess;
import dev.pcfstap.output.FileIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** A lock of the operating system on a file that holds nothing. */
final class DiskLock implements JournalLock {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path name;
    private final FileAccess access;
    private FileChannel channel;
    private @Nullable Object identity;

    private DiskLock(Path file, Path name, FileAccess access) throws IOException {
        this.file = file;
        this.name = name;
        this.access = access;
        this.channel = take();
    }

    /** Takes it, or throws at once when somebody has it. */
    static DiskLock take(Path file, FileAccess access) throws IOException {
        Path name = file.toAbsolutePath().normalize();
        // Closing a second channel on the file would release the lock of the first, so this process asks itself first.
        if (!HELD.add(name)) {
            throw new FileSystemException(file.toString(), null, "held by another writer of this process");
        }
        try {
            return new DiskLock(file, name, access);
        } catch (IOException | RuntimeException failure) {
            HELD.remove(name);
            throw failure;
        }
    }

    private FileChannel take() throws IOException {
        // To open a pipe would wait for its reader.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(file.toString(), null, "is no regular file");
        }
        FileChannel opened = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                access.ofNewFile(file));
        try {
            if (opened.tryLock() == null) {
                throw new FileSystemException(file.toString(), null, "held by another process");
            }
            identity = FileIdentity.of(file);
            return opened;
        } catch (OverlappingFileLockException underAnotherName) {
            opened.close();
            throw new FileSystemException(file.toString(), null, "held by another writer of this process");
        } catch (IOException failure) {
            opened.close();
            throw failure;
        }
    }

    @Override
    public State look() {
        if (FileIdentity.isAt(file, identity)) {
            return State.HELD;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return State.UNREACHABLE;
        }
        Object before = identity;
        try {
            FileChannel again = take();
            FileChannel lost = channel;
            channel = again;
            lost.close();
            return State.TAKEN_AGAIN;
        } catch (IOException refused) {
            identity = before;
            log().debug("{} cannot be taken again: {}", file, refused.toString());
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? State.LOST : State.UNREACHABLE;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(name);
        }
    }

    /** Asked for when there is something to say: setting up the log takes longer than a short command. */
    private static Logger log() {
        return LogManager.getLogger(DiskLock.class);
    }
}
