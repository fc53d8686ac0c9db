package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes round the page cache and whatever goes through it: the file has the bytes that were written, in order. */
class DiskAppendFileTest {
    private static final int BLOCK_BYTES = LoggedBlockFile.BLOCK_BYTES;
    private static final int MEBIBYTE = 1 << 20;
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
    void thisJavaHasDirectWrites() {
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

    /** Every call that can fail fails once, in each of the ways in which it can. */
    @Test
    void whatFailsIsWrittenThroughThePageCacheAndNothingElseIsTriedAfterIt() throws IOException {
        for (Failure failure : Failure.values()) {
            for (int failing = 1; failing <= 6; failing++) {
                Path file = Files.createTempFile(folder, "failing", "");
                FailingBlockFile blocks = new FailingBlockFile(file, failure, failing);
                byte[] content = bytes(failing, 5 * MEBIBYTE + 77);
                try (DiskAppendFile writing = file(file, blocks, DiskAppendFileTest::stoppedClock)) {
                    int[] ends = {48, 2 * MEBIBYTE + 9, 4 * MEBIBYTE, content.length};
                    int from = 0;
                    for (int end : ends) {
                        writeAll(writing, inPhase(content, from, end, from));
                        from = end;
                        assertThat(Files.size(file)).isEqualTo(end);
                    }
                }

                assertThat(Files.readAllBytes(file)).isEqualTo(content);
                assertThat(blocks.number).isLessThanOrEqualTo(failing);
                assertThat(blocks.closed).isTrue();
                Files.delete(file);
            }
        }
    }

    @Test
    void partsAreWrittenOnFromWhereTheyEnd() throws IOException {
        Path file = Files.createTempFile(folder, "parts", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file);
        blocks.mostBytes = BLOCK_BYTES - 100;
        byte[] content = bytes(5, 2 * MEBIBYTE);
        try (DiskAppendFile writing = file(file, blocks, DiskAppendFileTest::stoppedClock)) {
            writeAll(writing, inPhase(content, 0, content.length, 0));

            assertThat(writing.directBytes()).isEqualTo(449 * (BLOCK_BYTES - 100));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void aDiskThatTakesNothingEitherWaySaysWhy() throws IOException {
        Path file = Files.createTempFile(folder, "full", "");
        BlockFile blocks = new FailingBlockFile(file, Failure.WRITE_FAILS, 2);
        FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        try (DiskAppendFile writing =
                new DiskAppendFile(full, new DirectWrites(file, () -> blocks, DiskAppendFileTest::stoppedClock))) {
            ByteBuffer bytes = inPhase(bytes(1, MEBIBYTE), 0, MEBIBYTE, 0);

            assertThatThrownBy(() -> writing.write(bytes))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(bytes.remaining()).isEqualTo(MEBIBYTE);
        }
    }

    @Test
    void whatIsBeforeTheBlocksGoesFirst() throws IOException {
        Path file = Files.createTempFile(folder, "order", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file);
        byte[] content = bytes(6, 4 * MEBIBYTE);
        int second = 10_000 + 2 * MEBIBYTE;
        try (DiskAppendFile writing = file(file, blocks, DiskAppendFileTest::stoppedClock)) {
            writeAll(writing, inPhase(content, 0, 48, 0));
            writeAll(writing, inPhase(content, 48, 10_000, 48));
            writeAll(writing, inPhase(content, 10_000, second, 10_000));
            writeAll(writing, inPhase(content, second, content.length, second));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(blocks.calls)
                .containsExactly(
                        "settle 0..12288", "write 12288..2105344", "settle 2105344..2109440", "write 2109440..4194304");
    }

    @Test
    void whatIsWrittenBehindACutGoesFirstToo() throws IOException {
        Path file = Files.createTempFile(folder, "cut", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file);
        byte[] content = bytes(13, 3 * MEBIBYTE);
        try (DiskAppendFile writing = file(file, blocks, DiskAppendFileTest::stoppedClock)) {
            writeAll(writing, inPhase(content, 0, 2 * MEBIBYTE, 0));
            writing.truncate(5000);
            blocks.cut(5000);
            writeAll(writing, inPhase(content, 5000, 100_000, 5000));
            writeAll(writing, inPhase(content, 100_000, content.length, 100_000));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(blocks.calls)
                .containsExactly("settle 0..0", "write 0..2097152", "settle 4096..102400", "write 102400..3145728");
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
    void aFileWithMuchInThePageCacheIsLeftToIt() throws IOException {
        Path file = Files.createTempFile(folder, "small", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file);
        byte[] content = bytes(7, 6 * MEBIBYTE);
        try (DiskAppendFile writing = file(file, blocks, DiskAppendFileTest::stoppedClock)) {
            int small = MEBIBYTE / 4 - BLOCK_BYTES;
            int from = 0;
            while (from <= 4 * MEBIBYTE) {
                writeAll(writing, inPhase(content, from, from + small, from));
                from += small;
            }
            writeAll(writing, inPhase(content, from, content.length, from));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(blocks.calls).isEmpty();
    }

    @Test
    void memoryThatLiesOtherwiseThanTheFileAndShortBuffersGoThroughThePageCache() throws IOException {
        Path file = Files.createTempFile(folder, "phase", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file);
        byte[] content = bytes(8, 6 * MEBIBYTE);
        try (DiskAppendFile writing = file(file, blocks, DiskAppendFileTest::stoppedClock)) {
            writeAll(writing, inPhase(content, 0, MEBIBYTE, 512));
            writeAll(writing, inPhase(content, MEBIBYTE, MEBIBYTE + MEBIBYTE / 4 - 1, MEBIBYTE));
            writing.truncate(0);
            writeAll(writing, ByteBuffer.wrap(content, 0, 3 * MEBIBYTE));
            writing.truncate(100);
            writeAll(writing, inPhase(content, 100, content.length, 101));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(blocks.calls).isEmpty();
    }

    @Test
    void aSlowDiskIsLeftToThePageCache() throws IOException {
        Path file = Files.createTempFile(folder, "slow", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file);
        long[] clock = {Long.MAX_VALUE - 5, Long.MIN_VALUE + 99_999_994, 0, 100_000_001};
        int[] asked = {0};
        byte[] content = bytes(9, 6 * MEBIBYTE);
        try (DiskAppendFile writing = file(file, blocks, () -> clock[asked[0]++])) {
            for (int from = 0; from < content.length; from += 2 * MEBIBYTE) {
                writeAll(writing, inPhase(content, from, from + 2 * MEBIBYTE, from));
            }
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(blocks.calls)
                .containsExactly(
                        "settle 0..0", "write 0..2097152", "settle 2097152..2097152", "write 2097152..4194304");
    }

    @Test
    void slowIsLongerThan200MillisecondsAtLessThan400MegabytesASecond() {
        assertThat(DirectWrites.slow(1, 200_000_000)).isFalse();
        assertThat(DirectWrites.slow(1, 200_000_001)).isTrue();
        assertThat(DirectWrites.slow(80_000_001, 200_000_001)).isFalse();
        assertThat(DirectWrites.slow(160_000_000, 400_000_000)).isFalse();
        assertThat(DirectWrites.slow(159_999_999, 400_000_000)).isTrue();
        assertThat(DirectWrites.slow(160_000_000, 400_000_001)).isTrue();
        assertThat(DirectWrites.slow(32 << 20, Long.MAX_VALUE)).isTrue();
    }

    @Test
    void aFileSystemWithoutDirectWritesIsWrittenThroughThePageCache() throws IOException {
        byte[] content = bytes(10, 3 * MEBIBYTE);
        for (DirectWrites.Opener refusing : new DirectWrites.Opener[] {
            () -> {
                throw new UnsupportedOperationException("injected");
            },
            () -> {
                throw new IOException("injected");
            },
            () -> {
                throw new OutOfMemoryError("injected");
            }
        }) {
            Path file = Files.createTempFile(folder, "refused", "");
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            try (DiskAppendFile writing =
                    new DiskAppendFile(channel, new DirectWrites(file, refusing, DiskAppendFileTest::stoppedClock))) {
                writeAll(writing, inPhase(content, 0, content.length, 0));
                assertThat(writing.directBytes()).isZero();
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(content);
        }
    }

    @Test
    void anotherFileThatTookTheNameIsNotWrittenTo() throws IOException {
        Path file = folder.resolve("segment");
        Path renamed = folder.resolve("renamed");
        byte[] content = bytes(11, 3 * MEBIBYTE);
        try (AppendFile writing = DiskFiles.INSTANCE.create(file)) {
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
        try (AppendFile writing = DiskFiles.INSTANCE.create(file);
                FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
            Files.delete(file);
            writeAll(writing, inPhase(content, 0, content.length, 0));
            writing.force();

            assertThat(read(reading, 0, content.length)).isEqualTo(content);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void closingClosesBothAndTellsTheFailure() throws IOException {
        Path file = Files.createTempFile(folder, "close", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file) {
            @Override
            public void close() throws IOException {
                super.close();
                throw new IOException("injected failure of close");
            }
        };
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        DiskAppendFile writing =
                new DiskAppendFile(channel, new DirectWrites(file, () -> blocks, DiskAppendFileTest::stoppedClock));
        writeAll(writing, inPhase(bytes(1, MEBIBYTE), 0, MEBIBYTE, 0));

        assertThatThrownBy(writing::close).hasMessage("injected failure of close");
        assertThat(channel.isOpen()).isFalse();
        assertThat(blocks.closed).isTrue();
        writing.close();
        assertThatThrownBy(() -> writing.write(inPhase(bytes(1, MEBIBYTE), 0, MEBIBYTE, 0)))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aCommitLiesInMemoryAsItIsExpectedToLieInTheFile() {
        CommitBuffer commit = new CommitBuffer();
        Random random = new Random(3);
        for (long offset : new long[] {0, 48, 4095, 4096, 5L << 30 | 1234}) {
            commit.clear(offset);
            for (int length : new int[] {10, 3 * MEBIBYTE, 9 * MEBIBYTE}) {
                byte[] payload = bytes(random.nextLong(), length);
                commit.append(RecordKind.MARK, 0, 1, payload, 0, length);
                ByteBuffer sealed = commit.seal(1);

                assertThat(sealed.alignmentOffset(0, BLOCK_BYTES)).isEqualTo((int) (offset % BLOCK_BYTES));
                byte[] end = new byte[length];
                sealed.get(sealed.limit() - CommitLayout.CRC_LENGTH - length, end);
                assertThat(end).isEqualTo(payload);
            }
        }
    }

    /** Writes a file, cuts it now and then, leaves it and goes on, and reads along; returns what went round the page cache. */
    private static long writeAtRandom(Path folder, long seed) throws IOException {
        Random random = new Random(seed);
        Path file = folder.resolve("random-" + seed);
        byte[] content = bytes(seed, 24 * MEBIBYTE);
        int size = 0;
        long direct = 0;
        AppendFile writing = DiskFiles.INSTANCE.create(file);
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
                    writing = DiskFiles.INSTANCE.append(file, size);
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

    private static DiskAppendFile file(Path file, BlockFile blocks, LongSupplier clock) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        return new DiskAppendFile(channel, new DirectWrites(file, () -> blocks, clock));
    }

    private static long stoppedClock() {
        return 0;
    }

    /** Writes in as many calls as it takes, and holds the file to its contract. */
    private static void writeAll(AppendFile file, ByteBuffer bytes) throws IOException {
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
    private static ByteBuffer inPhase(byte[] content, int from, int to, int phase) {
        ByteBuffer memory =
                ByteBuffer.allocateDirect(to - from + 3 * BLOCK_BYTES).alignedSlice(BLOCK_BYTES);
        return memory.position(phase % BLOCK_BYTES)
                .slice()
                .put(content, from, to - from)
                .flip();
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
            // As much as there is.
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
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

    private enum Failure {
        SETTLE_FAILS,
        WRITE_FAILS,
        WRITTEN_AND_FAILED,
        NOTHING_WRITTEN,
        CLOSE_FAILS_TOO
    }

    /** One call of it fails, settling and writing counted together. */
    private static final class FailingBlockFile extends LoggedBlockFile {
        private final Failure failure;
        private final int failing;
        private int number;

        FailingBlockFile(Path file, Failure failure, int failing) throws IOException {
            super(file);
            this.failure = failure;
            this.failing = failing;
        }

        @Override
        public void settle(long from, long to) throws IOException {
            number++;
            if (number == failing) {
                throw new IOException("injected failure of settle");
            }
            super.settle(from, to);
        }

        @Override
        public int write(ByteBuffer blocks, long position) throws IOException {
            number++;
            if (number != failing) {
                return super.write(blocks, position);
            }
            if (failure == Failure.NOTHING_WRITTEN) {
                return 0;
            }
            if (failure == Failure.WRITTEN_AND_FAILED) {
                super.write(blocks.limit(blocks.position() + 3 * BLOCK_BYTES), position);
            }
            throw new IOException("injected failure of write");
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (failure == Failure.CLOSE_FAILS_TOO && number == failing) {
                throw new IOException("injected failure of close");
            }
        }
    }
}
