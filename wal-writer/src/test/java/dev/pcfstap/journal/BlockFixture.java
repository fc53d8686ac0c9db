package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.function.LongSupplier;

/** Bytes, memory and files for tests of what is written in blocks. */
final class BlockFixture {
    static final int BLOCK_BYTES = LoggedBlockFile.BLOCK_BYTES;
    static final int MEBIBYTE = 1 << 20;

    private BlockFixture() {}

    static DiskAppendFile file(Path file, BlockFile blocks, LongSupplier clock) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        return new DiskAppendFile(channel, new DirectWrites(file, () -> blocks, clock), null);
    }

    static long stoppedClock() {
        return 0;
    }

    /** Writes in as many calls as it takes, and holds the file to its contract. */
    static void writeAll(AppendFile file, ByteBuffer bytes) throws IOException {
        int limit = bytes.limit();
        while (bytes.hasRemaining()) {
            int before = bytes.position();
            int count = file.write(bytes);
            assertThat(count).isPositive();
            assertThat(bytes.position()).isEqualTo(before + count);
            assertThat(bytes.limit()).isEqualTo(limit);
        }
    }

    /** A part of some bytes in direct memory that lies as {@code phase} does to the boundaries of blocks. */
    static ByteBuffer inPhase(byte[] content, int from, int to, int phase) {
        ByteBuffer memory =
                ByteBuffer.allocateDirect(to - from + 3 * BLOCK_BYTES).alignedSlice(BLOCK_BYTES);
        return memory.position(phase % BLOCK_BYTES)
                .slice()
                .put(content, from, to - from)
                .flip();
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Whether direct I/O works here; where it does not, the bytes are all that there is to test. */
    static boolean hasDirectWrites(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "probe", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, DiskBlockFile.directOption())) {
            long blockBytes = Files.getFileStore(file).getBlockSize();
            return blockBytes <= BLOCK_BYTES
                    && Long.bitCount(blockBytes) == 1
                    && channel.write(inPhase(new byte[BLOCK_BYTES], 0, BLOCK_BYTES, 0), 0) == BLOCK_BYTES;
        } catch (IOException | UnsupportedOperationException refused) {
            return false;
        } finally {
            Files.delete(file);
        }
    }
}
