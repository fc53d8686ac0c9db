package dev.pcfstap.journal;

import dev.pcfstap.output.FileAccess;
import dev.pcfstap.output.FileIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@link JournalFiles} on the operating system's files. */
final class DiskFiles implements JournalFiles {
    private final FileAccess access;

    DiskFiles(FileAccess access) {
        this.access = access;
    }

    @Override
    public AppendFile create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                access.ofNewFile(file));
        return opened(file, channel);
    }

    @Override
    public AppendFile append(Path file, long sizeBytes) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        AppendFile appending = opened(file, channel);
        try {
            appending.truncate(sizeBytes);
        } catch (IOException failure) {
            appending.close();
            throw failure;
        }
        return appending;
    }

    private static AppendFile opened(Path file, FileChannel channel) throws IOException {
        try {
            return new DiskAppendFile(channel, DirectWrites.to(file), FileIdentity.of(file));
        } catch (IOException goneAlready) {
            channel.close();
            throw goneAlready;
        }
    }

    @Override
    public ReadFile open(Path file) throws IOException {
        requireRegularFile(file);
        return new DiskReadFile(FileChannel.open(file, StandardOpenOption.READ));
    }

    /** To open a pipe waits until somebody opens its other end. */
    private static void requireRegularFile(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "is no regular file");
        }
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public boolean isFolder(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        access.createFolders(folder);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long freeBytes(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public JournalLock lock(Path file) throws IOException {
        return DiskLock.take(file, access);
    }

    /** Reads through one small direct buffer, so that no large temporary one is made behind the scenes. */
    private static final class DiskReadFile implements ReadFile {
        private static final int TRANSFER_BYTES = 256 << 10;

        private final FileChannel channel;
        private final ByteBuffer transfer = ByteBuffer.allocateDirect(TRANSFER_BYTES);

        DiskReadFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long sizeBytes() throws IOException {
            return channel.size();
        }

        @Override
        public int read(long position, byte[] to, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                transfer.clear().limit(Math.min(TRANSFER_BYTES, length - done));
                int count = channel.read(transfer, position + done);
                if (count <= 0) {
                    return done == 0 ? -1 : done;
                }
                transfer.flip().get(to, offset + done, count);
                done += count;
            }
            return done;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
