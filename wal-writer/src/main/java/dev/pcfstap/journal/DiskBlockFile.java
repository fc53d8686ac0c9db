package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@link BlockFile} by direct I/O. */
final class DiskBlockFile implements BlockFile {
    /** No block is longer. */
    static final int LONGEST_BLOCK_BYTES = 4096;

    private static final int TRANSFER_BYTES = 64 << 10;

    private final FileChannel channel;
    private final int blockBytes;
    private final ByteBuffer transfer =
            ByteBuffer.allocateDirect(TRANSFER_BYTES + LONGEST_BLOCK_BYTES).alignedSlice(LONGEST_BLOCK_BYTES);

    /** Blocks that are reached through a channel, which is closed with them. */
    DiskBlockFile(FileChannel channel, int blockBytes) {
        this.channel = channel;
        this.blockBytes = blockBytes;
    }

    /** What tells a file from all others while it is open; null where the operating system has no such thing. */
    static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /**
     * Opens a file that is open already.
     *
     * @throws IOException when its file system has no direct I/O, the blocks are of no usual length, or the name is another
     *     file's by now
     * @throws UnsupportedOperationException when the operating system has none
     */
    static DiskBlockFile open(Path file, Object identity) throws IOException {
        long blockBytes = Files.getFileStore(file).getBlockSize();
        if (blockBytes > LONGEST_BLOCK_BYTES || Long.bitCount(blockBytes) != 1) {
            throw new IOException(file + ": blocks of " + blockBytes + " bytes");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, directOption());
        try {
            if (!identity.equals(identity(file))) {
                throw new IOException(file + ": the name is another file's");
            }
            return new DiskBlockFile(channel, (int) blockBytes);
        } catch (IOException | OutOfMemoryError failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * Opens a file for direct I/O. The option is no part of the Java platform: compilers warn of it, and runtimes may be built
     * without it.
     *
     * @throws IOException when there is none
     */
    static OpenOption directOption() throws IOException {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return (OpenOption)
                    Objects.requireNonNull(options.getField("DIRECT").get(null));
        } catch (ReflectiveOperationException absent) {
            throw new IOException("this Java has no direct I/O", absent);
        }
    }

    @Override
    public int blockBytes() {
        return blockBytes;
    }

    /** By reading it: a direct read takes from the disk what a write through the page cache has changed, so that goes first. */
    @Override
    public void settle(long from, long to) throws IOException {
        long position = from;
        while (position < to) {
            transfer.clear().limit((int) Math.min(transfer.capacity(), to - position));
            int count = channel.read(transfer, position);
            if (count < transfer.limit()) {
                throw new IOException(
                        "only " + count + " of " + transfer.limit() + " bytes at " + position + " are there");
            }
            position += count;
        }
    }

    @Override
    public int write(ByteBuffer blocks, long position) throws IOException {
        return channel.write(blocks, position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
