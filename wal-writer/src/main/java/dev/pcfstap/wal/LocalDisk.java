package dev.pcfstap.wal;

import dev.pcfstap.output.FileAccess;
import dev.pcfstap.output.FileIdentity;
import dev.pcfstap.output.SpecialFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The real file system. */
final class LocalDisk implements WalDisk {
    private static final Logger LOG = LogManager.getLogger(LocalDisk.class);
    private static final int MAX_ATTEMPTS = 10;
    private static final byte[] NOTHING = {};

    private final FileAccess access;
    private @Nullable Object last;
    private long lastSizeBytes;

    LocalDisk(FileAccess access) {
        this.access = access;
    }

    @Override
    public Handle open(Path path, Opening opening) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return special(path);
        }
        if (Files.isSymbolicLink(path)) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "it is a link to " + Files.readSymbolicLink(path) + "; name the file itself");
        }
        boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        OpenFile opened = opening == Opening.NEW || !isThere ? create(path) : existing(path, opening);
        last = opened.opened.fileKey();
        return opened;
    }

    /** A pipe or a device. Nothing that is in one can be overwritten. */
    private Handle special(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "it is a directory");
        }
        if (SpecialFile.isPipe(path)) {
            LOG.warn("waiting until somebody reads the pipe {}", path);
        }
        FileChannel channel = SpecialFile.open(path);
        return new OpenFile(channel, Files.readAttributes(path, BasicFileAttributes.class), Optional.empty(), NOTHING);
    }

    private OpenFile create(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
                access.ofNewFile(path));
        return locked(channel, path);
    }

    private OpenFile existing(Path path, Opening opening) throws IOException {
        long sizeBytes = Files.size(path);
        // A file that is gone may have left its identity to another one.
        boolean own = FileIdentity.isAt(path, last) && sizeBytes == lastSizeBytes;
        if (opening == Opening.AGAIN && sizeBytes > 0 && !own) {
            throw new FileSystemException(path.toString(), null, "another file is in its place");
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        OpenFile opened = locked(channel, path);
        if (opening != Opening.EMPTIED) {
            return opened;
        }
        if (!hasOtherNames(path)) {
            channel.truncate(0);
            return new OpenFile(channel, opened.opened, Optional.empty(), NOTHING);
        }
        // What is in the file stays under its other names.
        channel.close();
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        Files.delete(path);
        OpenFile created = create(path);
        Files.setPosixFilePermissions(path, permissions);
        return created;
    }

    private OpenFile locked(FileChannel channel, Path path) throws IOException {
        try {
            byte[] beginning = beginning(path);
            Optional<TornTail> torn = lock(channel, path);
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new OpenFile(channel, attributes, torn, beginning);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean hasOtherNames(Path path) throws IOException {
        try {
            return Files.getAttribute(path, "unix:nlink") instanceof Integer names && names > 1;
        } catch (UnsupportedOperationException | IllegalArgumentException cannotTell) {
            return false;
        }
    }

    private static byte[] beginning(Path path) throws IOException {
        try {
            return WalBeginning.of(path);
        } catch (AccessDeniedException e) {
            LOG.debug("{} may be written but not read", path, e);
            return NOTHING;
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to);
    }

    /**
     * Takes the lock, and says in what the file ends. That is read before, through a channel of its own, because closing that
     * one would give the lock back; whoever wrote in between has the lock, or has left another length.
     */
    private static Optional<TornTail> lock(FileChannel channel, Path path) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            long sizeBytes = channel.size();
            Optional<TornTail> torn = tornTail(path);
            FileLock lock = tryLock(channel, path);
            if (channel.size() == sizeBytes) {
                return torn;
            }
            lock.release();
        }
        throw new FileSystemException(path.toString(), null, "somebody is writing it");
    }

    private static Optional<TornTail> tornTail(Path path) throws IOException {
        try {
            return TornTail.of(path);
        } catch (AccessDeniedException e) {
            LOG.debug("{} may be written but not read", path, e);
            return Optional.empty();
        }
    }

    private static FileLock tryLock(FileChannel channel, Path path) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new FileSystemException(path.toString(), null, "another pcfs-tap is writing it");
        }
        return lock;
    }

    private final class OpenFile implements Handle {
        private final FileChannel channel;
        private final BasicFileAttributes opened;
        private final Optional<TornTail> tornTail;
        private final byte[] beginning;

        OpenFile(FileChannel channel, BasicFileAttributes opened, Optional<TornTail> tornTail, byte[] beginning) {
            this.channel = channel;
            this.opened = opened;
            this.tornTail = tornTail;
            this.beginning = beginning;
        }

        @Override
        public Optional<TornTail> tornTail() {
            return tornTail;
        }

        @Override
        public byte[] beginning() {
            return beginning;
        }

        @Override
        public int write(byte[] bytes, int offset, int length) throws IOException {
            return channel.write(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public boolean isRegular() {
            return opened.isRegularFile();
        }

        @Override
        public long beganNanos() {
            return opened.creationTime().to(TimeUnit.NANOSECONDS);
        }

        @Override
        public boolean isAt(Path path) {
            return FileIdentity.isAt(path, opened.fileKey());
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen() && isRegular()) {
                lastSizeBytes = channel.size();
            }
            channel.close();
        }
    }
}
