package dev.pcfstap.journal;

import static dev.pcfstap.journal.BlockFixture.BLOCK_BYTES;
import static dev.pcfstap.journal.BlockFixture.MEBIBYTE;
import static dev.pcfstap.journal.BlockFixture.bytes;
import static dev.pcfstap.journal.BlockFixture.file;
import static dev.pcfstap.journal.BlockFixture.hasDirectWrites;
import static dev.pcfstap.journal.BlockFixture.inPhase;
import static dev.pcfstap.journal.BlockFixture.writeAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files: whatever goes round the page cache and whatever goes through it, a file has the bytes that were written, in order. */
class DiskAppendFileTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder;

    @Test
    void theFileHasTheBytesThatWereWritten() throws IOException {
        long direct = 0;
        for (long seed = 1; seed <= 12; seed++) {
            System.out.println("seed " + seed);
            direct += writeAtRandom(folder, seed);
        }

        assertThat(direct > 0).isEqualTo(hasDirectWrites(folder));
    }

    @Test
    void thisJavaHasDirectWrites() throws IOException {
        assertThat(DiskBlockFile.directOption()).hasToString("DIRECT");
    }

    @Test
    void theFileHasThemOnAFileSystemInMemoryToo() throws IOException {
        Path memory = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "append") : folder;
        try {
            long direct = 0;
            for (long seed = 21; seed <= 23; seed++) {
                System.out.println("seed " + seed);
                direct += writeAtRandom(memory, seed);
            }

            assertThat(direct > 0).isEqualTo(hasDirectWrites(memory));
        } finally {
            Files.deleteIfExists(memory);
        }
    }

    @Test
    void aDiskThatTakesNothingEitherWaySaysWhy() throws IOException {
        Path file = Files.createTempFile(folder, "full", "");
        BlockFile blocks = new FailingBlockFile(file, FailingBlockFile.Failure.WRITE_FAILS, 2);
        FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        try (DiskAppendFile writing =
                new DiskAppendFile(full, new DirectWrites(file, () -> blocks, BlockFixture::stoppedClock), null)) {
            ByteBuffer bytes = inPhase(bytes(1, MEBIBYTE), 0, MEBIBYTE, 0);

            assertThatThrownBy(() -> writing.write(bytes))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(bytes.remaining()).isEqualTo(MEBIBYTE);
        }
    }

    @Test
    void nothingIsSettledThatIsNotThere() throws IOException {
        Path file = Files.createTempFile(folder, "settled", "");
        Files.write(file, new byte[100_000]);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try (DiskBlockFile blocks = new DiskBlockFile(channel, BLOCK_BYTES)) {
            blocks.settle(BLOCK_BYTES, 24 * BLOCK_BYTES);
            assertThatThrownBy(() -> blocks.settle(BLOCK_BYTES, 25 * BLOCK_BYTES))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("are there");
        }
    }

    @Test
    void anotherFileThatTookTheNameIsNotWrittenTo() throws IOException {
        Path file = folder.resolve("segment");
        Path renamed = folder.resolve("renamed");
        byte[] content = bytes(11, 3 * MEBIBYTE);
        try (AppendFile writing = JournalFiles.disk().create(file)) {
            Files.move(file, renamed);
            Files.createFile(file);
            writeAll(writing, inPhase(content, 0, content.length, 0));
            assertThat(((DiskAppendFile) writing).directBytes()).isZero();
        }

        assertThat(file).isEmptyFile();
        assertThat(Files.readAllBytes(renamed)).isEqualTo(content);
    }

    @Test
    void aFileWhoseNameIsGoneIsWrittenThroughThePageCache() throws IOException {
        Path file = folder.resolve("deleted");
        byte[] content = bytes(12, 2 * MEBIBYTE);
        try (AppendFile writing = JournalFiles.disk().create(file);
                FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            Files.delete(file);
            writeAll(writing, inPhase(content, 0, content.length, 0));
            writing.force();

            assertThat(read(reading, 0, content.length)).isEqualTo(content);
        }
        assertThat(file).doesNotExist();
    }

    /** Writes a file, cuts it now and then, leaves it and goes on, and reads along; returns what went round the page cache. */
    private static long writeAtRandom(Path folder, long seed) throws IOException {
        Random random = new Random(seed);
        Path file = folder.resolve("random-" + seed);
        byte[] content = bytes(seed, 24 * MEBIBYTE);
        int size = 0;
        long direct = 0;
        AppendFile writing = JournalFiles.disk().create(file);
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            while (size < content.length) {
                int dice = random.nextInt(12);
                if (dice == 0) {
                    size = random.nextInt(size + 1);
                    writing.truncate(size);
                } else if (dice == 1) {
                    direct += ((DiskAppendFile) writing).directBytes();
                    writing.close();
                    size -= random.nextInt(Math.min(size, 5000) + 1);
                    writing = JournalFiles.disk().append(file, size);
                } else if (dice == 2) {
                    writing.force();
                }
                int length = Math.min(content.length - size, length(random));
                int phase = random.nextInt(5) == 0 ? random.nextInt(BLOCK_BYTES) : size;
                writeAll(
                        writing,
                        random.nextInt(8) == 0
                                ? ByteBuffer.wrap(content, size, length)
                                : inPhase(content, size, size + length, phase));

                assertThat(reading.size()).isEqualTo(size + length);
                assertThat(read(reading, size, length)).isEqualTo(Arrays.copyOfRange(content, size, size + length));
                size += length;
            }
            direct += ((DiskAppendFile) writing).directBytes();
            assertThat(read(reading, 0, size)).isEqualTo(content);
        } finally {
            writing.close();
            Files.delete(file);
        }
        return direct;
    }

    private static int length(Random random) {
        int most = random.nextInt(3) == 0 ? 9000 : 5 * MEBIBYTE;
        int length = random.nextInt(most);
        return random.nextInt(4) == 0 ? length & -BLOCK_BYTES : length;
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
            // As much as there is.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
