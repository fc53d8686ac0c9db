package dev.pcfstap.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The real file system. */
final class LocalDisk implements WalDisk {
    private static final Logger LOG = LogManager.getLogger(LocalDisk.class);
    private static final int MAX_ATTEMPTS = 10;
    private static final int FILE_TYPE = 0xF000;
    private static final int PIPE = 0x1000;

    @Override
    public Handle open(Path path, Opening opening) throws IOException {
        StandardOpenOption create = opening == Opening.NEW ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE;
        if (isPipe(path)) {
            LOG.warn("waiting until somebody reads the pipe {}", path);
        }
        FileChannel channel = FileChannel.open(path, create, StandardOpenOption.APPEND);
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            Optional<TornTail> torn = Optional.empty();
            if (attributes.isRegularFile()) {
                torn = lock(channel, path);
                if (opening == Opening.EMPTIED) {
                    channel.truncate(0);
                    torn = Optional.empty();
                }
            }
            return new OpenFile(channel, attributes, torn);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isPipe(Path path) {
        try {
            return Files.getAttribute(path, "unix:mode") instanceof Integer mode && (mode & FILE_TYPE) == PIPE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException cannotTell) {
            return false;
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

    private record OpenFile(FileChannel channel, BasicFileAttributes opened, Optional<TornTail> tornTail)
            implements Handle {

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
            try {
                @Nullable
                Object key =
                        Files.readAttributes(path, BasicFileAttributes.class).fileKey();
                // A file system without keys cannot tell; the file is there, so it is taken for the same.
                return key == null || key.equals(opened.fileKey());
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
