package dev.pcfstap.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The real file system. */
final class LocalDisk implements WalDisk {

    @Override
    public Handle open(Path path, Opening opening) throws IOException {
        StandardOpenOption create = opening == Opening.NEW ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE;
        FileChannel channel = FileChannel.open(path, create, StandardOpenOption.APPEND);
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                lock(channel, path);
                if (opening == Opening.EMPTIED) {
                    channel.truncate(0);
                }
            }
            return new OpenFile(channel, attributes);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to);
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new FileSystemException(path.toString(), null, "another pcfs-tap is writing it");
        }
    }

    private record OpenFile(FileChannel channel, BasicFileAttributes opened) implements Handle {

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
