package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Blocks of a file that are written through the page cache, with a record of the calls; a test can make any of them fail. */
class LoggedBlockFile implements BlockFile {
    static final int BLOCK_BYTES = 4096;

    final List<String> calls = new ArrayList<>();
    /** What one call writes at most. */
    int mostBytes = Integer.MAX_VALUE;

    boolean closed;

    private final FileChannel channel;
    private long inOrderBytes;

    LoggedBlockFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    @Override
    public int blockBytes() {
        return BLOCK_BYTES;
    }

    /** The file was cut; what is written now is yet to be settled. */
    final void cut(long sizeBytes) {
        inOrderBytes = Math.min(inOrderBytes, sizeBytes);
    }

    @Override
    public void settle(long from, long to) throws IOException {
        requireBlocks(from, to);
        if (from > inOrderBytes) {
            throw new AssertionError("settled from " + from + " with nothing in order behind " + inOrderBytes);
        }
        inOrderBytes = Math.max(inOrderBytes, to);
        calls.add("settle " + from + ".." + to);
    }

    @Override
    public int write(ByteBuffer blocks, long position) throws IOException {
        requireBlocks(position, position + blocks.remaining());
        if (blocks.alignmentOffset(blocks.position(), BLOCK_BYTES) != 0) {
            throw new AssertionError("memory that is no block");
        }
        if (position > inOrderBytes) {
            throw new AssertionError("written at " + position + " with nothing in order behind " + inOrderBytes);
        }
        calls.add("write " + position + ".." + (position + blocks.remaining()));
        int count = channel.write(blocks.limit(blocks.position() + Math.min(mostBytes, blocks.remaining())), position);
        inOrderBytes = Math.max(inOrderBytes, position + count);
        return count;
    }

    private static void requireBlocks(long from, long to) {
        if (from % BLOCK_BYTES != 0 || to % BLOCK_BYTES != 0 || from > to) {
            throw new AssertionError(from + ".." + to + " are no blocks");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }
}
