package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A disk in memory that knows which bytes were synced, so that a test can pull the plug, and that a test can make fail.
 * Before each call {@link #fault} is asked.
 */
class MemoryFiles implements JournalFiles {
    private final Map<Path, Content> files = new ConcurrentHashMap<>();

    private static final class Content {
        byte[] bytes = new byte[0];
        int length;
        int synced;
        boolean nameSynced;

        void append(ByteBuffer from, int count) {
            if (bytes.length < length + count) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
            }
            from.get(bytes, length, count);
            length += count;
        }
    }

    /** What a failing call does. */
    enum Fault {
        NONE,
        ERROR,
        SHORT_WRITE,
        WRITE_THEN_ERROR
    }

    /** Says whether a call fails. */
    Fault fault(String call, Path file) {
        return Fault.NONE;
    }

    private void mayFail(String call, Path file) throws IOException {
        if (fault(call, file) != Fault.NONE) {
            throw new IOException(file + ": injected failure of " + call);
        }
    }

    final void put(Path file, byte[] bytes) {
        Content content = new Content();
        content.bytes = bytes;
        content.length = bytes.length;
        content.synced = bytes.length;
        content.nameSynced = true;
        files.put(file, content);
    }

    /** A file gets longer under those who read it. */
    final void grow(Path file, byte[] bytes) {
        Content content = Objects.requireNonNull(files.get(file));
        content.bytes = bytes;
        content.length = bytes.length;
    }

    final byte[] content(Path file) {
        Content content = Objects.requireNonNull(files.get(file));
        return Arrays.copyOf(content.bytes, content.length);
    }

    /** What is left after a power cut: of every file whose name was synced the part that was. */
    final MemoryFiles afterPowerCut() {
        MemoryFiles left = new MemoryFiles();
        files.forEach((path, content) -> {
            if (content.nameSynced) {
                left.put(path, Arrays.copyOf(content.bytes, content.synced));
            }
        });
        return left;
    }

    @Override
    public AppendFile create(Path file) throws IOException {
        mayFail("create", file);
        if (files.containsKey(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Content content = new Content();
        files.put(file, content);
        return appendFile(file, content);
    }

    @Override
    public AppendFile append(Path file, long sizeBytes) throws IOException {
        mayFail("append", file);
        Content content = files.get(file);
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        AppendFile appending = appendFile(file, content);
        appending.truncate(sizeBytes);
        return appending;
    }

    private AppendFile appendFile(Path file, Content content) {
        return new AppendFile() {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                Fault fault = fault("write", file);
                int count = bytes.remaining();
                switch (fault) {
                    case NONE -> content.append(bytes, count);
                    case WRITE_THEN_ERROR -> {
                        content.append(bytes, count);
                        throw new IOException(file + ": injected failure after write");
                    }
                    case SHORT_WRITE -> {
                        count = count / 2;
                        content.append(bytes, count);
                    }
                    case ERROR -> {
                        content.append(bytes, count / 3);
                        throw new IOException(file + ": injected failure of write");
                    }
                }
                return count;
            }

            @Override
            public void force() throws IOException {
                mayFail("force", file);
                content.synced = content.length;
            }

            @Override
            public long sizeBytes() {
                return content.length;
            }

            @Override
            public boolean isAt(Path name) {
                return files.get(name) == content;
            }

            @Override
            public void truncate(long sizeBytes) throws IOException {
                mayFail("truncate", file);
                content.length = (int) sizeBytes;
                content.synced = Math.min(content.synced, content.length);
            }

            @Override
            public void close() throws IOException {
                mayFail("close", file);
            }
        };
    }

    @Override
    public ReadFile open(Path file) throws IOException {
        mayFail("open", file);
        Content content = files.get(file);
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        return new ReadFile() {
            @Override
            public long sizeBytes() {
                return content.length;
            }

            @Override
            public int read(long position, byte[] to, int offset, int length) {
                int count = (int) Math.min(length, content.length - position);
                if (count <= 0) {
                    return -1;
                }
                System.arraycopy(content.bytes, (int) position, to, offset, count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        mayFail("list", folder);
        return files.keySet().stream()
                .filter(file -> folder.equals(file.getParent()))
                .toList();
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        mayFail("size", file);
        Content content = files.get(file);
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        return content.length;
    }

    @Override
    public boolean exists(Path path) {
        return files.containsKey(path);
    }

    @Override
    public boolean isFolder(Path path) {
        return !files.containsKey(path) && !path.toString().endsWith(".pcj");
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        mayFail("rename", from);
        Content content = files.remove(from);
        if (content == null) {
            throw new NoSuchFileException(from.toString());
        }
        files.put(to, content);
    }

    @Override
    public void delete(Path file) throws IOException {
        mayFail("delete", file);
        files.remove(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        mayFail("createFolder", folder);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        mayFail("forceFolder", folder);
        files.forEach((path, content) -> content.nameSynced |= folder.equals(path.getParent()));
    }

    @Override
    public long freeBytes(Path folder) throws IOException {
        mayFail("freeBytes", folder);
        return Long.MAX_VALUE;
    }

    @Override
    public JournalLock lock(Path file) throws IOException {
        mayFail("lock", file);
        return () -> {};
    }
}
