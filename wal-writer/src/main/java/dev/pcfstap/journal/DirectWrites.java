package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole blocks of one growing file round the page cache, as long as the file system lets it and the disk keeps up. The
 * first write that fails, or with which the disk has been slow, is the last, and {@link #write} says how many bytes are
 * written, never that it failed: the caller writes the rest another way, and learns then what is wrong with the disk, if
 * anything is.
 *
 * <p>No block overtakes what was written through the page cache before it, so that a power cut takes the end of the file and
 * nothing from its middle. What there is of that is settled first if it is little; else the file is left to the page cache.
 *
 * <p>Confined to the thread that writes; closed by whoever closes the file.
 */
final class DirectWrites implements Closeable {
    private static final Logger LOG = LogManager.getLogger(DirectWrites.class);
    private static final int MAX_UNSETTLED_BYTES = 4 << 20;
    private static final long PATIENCE_NANOS = 200_000_000;
    private static final long LEAST_BYTES_A_SECOND = 200_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Path file;
    private final Opener opener;
    private final LongSupplier nanoClock;
    private @Nullable BlockFile blocks;
    private boolean givenUp;
    private long settledBytes;
    private long writtenBytes;
    private long spentNanos;

    /** Opens the blocks of a file; throws what {@link DiskBlockFile#open} throws. */
    interface Opener {
        BlockFile open() throws IOException;
    }

    DirectWrites(Path file, Opener opener, LongSupplier nanoClock) {
        this.file = file;
        this.opener = opener;
        this.nanoClock = nanoClock;
    }

    /** Those of a file that was just opened under that name. */
    static DirectWrites to(Path file) {
        Object identity = identity(file);
        return new DirectWrites(
                file,
                () -> {
                    if (identity == null) {
                        throw new IOException(file + ": cannot be told from others");
                    }
                    return DiskBlockFile.open(file, identity);
                },
                System::nanoTime);
    }

    private static @Nullable Object identity(Path file) {
        try {
            return DiskBlockFile.identity(file);
        } catch (IOException goneAlready) {
            return null;
        }
    }

    /** Whether a disk that took so long for all these bytes is one that the page cache should stand before. */
    static boolean slow(long bytes, long nanos) {
        return nanos > PATIENCE_NANOS && (double) bytes * SECOND_NANOS < (double) nanos * LEAST_BYTES_A_SECOND;
    }

    /** The length of a block; 0 when nothing can be written at {@code position} or soon behind it. */
    int blockBytes(long position) {
        if (givenUp || position - settledBytes > MAX_UNSETTLED_BYTES) {
            return 0;
        }
        BlockFile open = blocks;
        if (open == null) {
            try {
                open = opener.open();
                blocks = open;
            } catch (IOException | UnsupportedOperationException | OutOfMemoryError refused) {
                giveUp(refused.toString());
                return 0;
            }
        }
        return open.blockBytes();
    }

    /**
     * Writes some or all of the next {@code length} bytes, which are whole blocks, as is {@code position}, and moves the
     * buffer's position past them.
     *
     * @return how many were written; 0 when they are to be written another way
     */
    int write(ByteBuffer bytes, int length, long position) {
        BlockFile open = blocks;
        if (open == null) {
            return 0;
        }
        long startNanos = nanoClock.getAsLong();
        int count = write(open, bytes, length, position);
        spentNanos += nanoClock.getAsLong() - startNanos;
        writtenBytes += count;
        settledBytes = count > 0 ? position + count : settledBytes;
        if (count > 0 && slow(writtenBytes, spentNanos)) {
            giveUp("took " + spentNanos + " ns for " + writtenBytes + " bytes");
        }
        return count;
    }

    private int write(BlockFile open, ByteBuffer bytes, int length, long position) {
        int start = bytes.position();
        int limit = bytes.limit();
        int count = 0;
        try {
            open.settle(settledBytes & -open.blockBytes(), position);
            count = Math.max(0, open.write(bytes.limit(start + length), position));
            if (count == 0) {
                giveUp("nothing was written");
            }
        } catch (IOException refused) {
            giveUp(refused.toString());
        }
        bytes.limit(limit).position(start + count);
        return count;
    }

    /** The file was cut to this length. */
    void cut(long sizeBytes) {
        settledBytes = Math.min(settledBytes, sizeBytes);
    }

    /** How many bytes were written this way. */
    long writtenBytes() {
        return writtenBytes;
    }

    private void giveUp(String why) {
        LOG.debug("{} is left to the page cache: {}", file, why);
        givenUp = true;
        try {
            close();
        } catch (IOException failure) {
            LOG.debug("{} could not be closed: {}", file, failure.toString());
        }
    }

    @Override
    public void close() throws IOException {
        BlockFile open = blocks;
        blocks = null;
        givenUp = true;
        if (open != null) {
            open.close();
        }
    }
}
