package dev.pcfstap.journal;

import dev.pcfstap.output.FileIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@link AppendFile} on the operating system's files. The whole blocks of a long buffer go round the page cache if they lie in
 * memory as they will on the disk; what is before and behind them, and all else, goes through it. The operating system keeps
 * the two together: who reads the file sees all that was written.
 */
final class DiskAppendFile implements AppendFile {
    private static final int LEAST_DIRECT_BYTES = 64 << 10;

    private final FileChannel cached;
    private final DirectWrites direct;
    private final @Nullable Object identity;
    private long position;

    /**
     * An empty file, or one that is to be cut to a length before anything is written.
     *
     * @param identity that of the file, see {@link FileIdentity}
     */
    DiskAppendFile(FileChannel cached, DirectWrites direct, @Nullable Object identity) {
        this.cached = cached;
        this.direct = direct;
        this.identity = identity;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = writeBlocks(bytes);
        if (count == 0) {
            count = writeCached(bytes, bytes.remaining());
        }
        position += count;
        return count;
    }

    @Override
    public int blockBytes(long length) {
        return length < LEAST_DIRECT_BYTES ? 1 : Math.max(1, direct.blockBytes(position));
    }

    /** Writes blocks, or what is before the first; returns 0 when all is to go through the page cache. */
    private int writeBlocks(ByteBuffer bytes) throws IOException {
        if (!bytes.isDirect() || bytes.remaining() < LEAST_DIRECT_BYTES) {
            return 0;
        }
        int blockBytes = direct.blockBytes(position);
        if (blockBytes == 0) {
            return 0;
        }
        int begun = (int) (position & (blockBytes - 1));
        int head = begun == 0 ? 0 : blockBytes - begun;
        int whole = (bytes.remaining() - head) & -blockBytes;
        if (whole < LEAST_DIRECT_BYTES || bytes.alignmentOffset(bytes.position(), blockBytes) != begun) {
            return 0;
        }
        return head > 0 ? writeCached(bytes, head) : direct.write(bytes, whole, position);
    }

    private int writeCached(ByteBuffer bytes, int length) throws IOException {
        int limit = bytes.limit();
        try {
            return cached.write(bytes.limit(bytes.position() + length), position);
        } finally {
            bytes.limit(limit);
        }
    }

    /** A sync is the file's, whichever way it was written. */
    @Override
    public void force() throws IOException {
        cached.force(false);
    }

    @Override
    public long sizeBytes() throws IOException {
        return cached.size();
    }

    @Override
    public boolean isAt(Path name) {
        return FileIdentity.isAt(name, identity);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        cached.truncate(sizeBytes);
        position = sizeBytes;
        direct.cut(sizeBytes);
    }

    /** How many bytes went round the page cache. */
    long directBytes() {
        return direct.writtenBytes();
    }

    @Override
    public void close() throws IOException {
        try (cached) {
            direct.close();
        }
    }
}
