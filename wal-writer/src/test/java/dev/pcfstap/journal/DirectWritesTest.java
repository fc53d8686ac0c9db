package dev.pcfstap.journal;

import static dev.pcfstap.journal.BlockFixture.BLOCK_BYTES;
import static dev.pcfstap.journal.BlockFixture.MEBIBYTE;
import static dev.pcfstap.journal.BlockFixture.bytes;
import static dev.pcfstap.journal.BlockFixture.file;
import static dev.pcfstap.journal.BlockFixture.inPhase;
import static dev.pcfstap.journal.BlockFixture.writeAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes round the page cache, in which order, and when that is given up; the bytes of the file are right all the same. */
class DirectWritesTest {

    @TempDir
    Path folder;

    /** Every call that can fail fails once, in each of the ways in which it can. */
    @Test
    void whatFailsIsWrittenThroughThePageCacheAndNothingElseIsTriedAfterIt() throws IOException {
        for (FailingBlockFile.Failure failure : FailingBlockFile.Failure.values()) {
            for (int failing = 1; failing <= 6; failing++) {
                Path file = Files.createTempFile(folder, "failing", "");
                FailingBlockFile blocks = new FailingBlockFile(file, failure, failing);
                byte[] content = bytes(failing, 5 * MEBIBYTE + 77);
                try (DiskAppendFile writing = file(file, blocks, BlockFixture::stoppedClock)) {
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
        try (DiskAppendFile writing = file(file, blocks, BlockFixture::stoppedClock)) {
            writeAll(writing, inPhase(content, 0, content.length, 0));

            assertThat(writing.directBytes()).isEqualTo(497 * (BLOCK_BYTES - 100));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void whatIsBeforeTheBlocksGoesFirst() throws IOException {
        Path file = Files.createTempFile(folder, "order", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file);
        byte[] content = bytes(6, 4 * MEBIBYTE);
        int second = 10_000 + 2 * MEBIBYTE;
        try (DiskAppendFile writing = file(file, blocks, BlockFixture::stoppedClock)) {
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
        try (DiskAppendFile writing = file(file, blocks, BlockFixture::stoppedClock)) {
            writeAll(writing, inPhase(content, 0, 2 * MEBIBYTE, 0));
            writing.truncate(5000);
            blocks.cut(5000);
            writeAll(writing, inPhase(content, 5000, 40_000, 5000));
            writeAll(writing, inPhase(content, 40_000, content.length, 40_000));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assertThat(blocks.calls)
                .containsExactly("settle 0..0", "write 0..2097152", "settle 4096..40960", "write 40960..3145728");
    }

    @Test
    void aFileWithMuchInThePageCacheIsLeftToIt() throws IOException {
        Path file = Files.createTempFile(folder, "small", "");
        LoggedBlockFile blocks = new LoggedBlockFile(file);
        byte[] content = bytes(7, 6 * MEBIBYTE);
        try (DiskAppendFile writing = file(file, blocks, BlockFixture::stoppedClock)) {
            int small = MEBIBYTE / 16 - BLOCK_BYTES;
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
        try (DiskAppendFile writing = file(file, blocks, BlockFixture::stoppedClock)) {
            writeAll(writing, inPhase(content, 0, MEBIBYTE, 512));
            writeAll(writing, inPhase(content, MEBIBYTE, MEBIBYTE + MEBIBYTE / 16 - 1, MEBIBYTE));
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
    void slowIsLongerThan200MillisecondsAtLessThan200MegabytesASecond() {
        assertThat(DirectWrites.slow(1, 200_000_000)).isFalse();
        assertThat(DirectWrites.slow(1, 200_000_001)).isTrue();
        assertThat(DirectWrites.slow(40_000_001, 200_000_001)).isFalse();
        assertThat(DirectWrites.slow(80_000_000, 400_000_000)).isFalse();
        assertThat(DirectWrites.slow(79_999_999, 400_000_000)).isTrue();
        assertThat(DirectWrites.slow(80_000_000, 400_000_001)).isTrue();
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
                    new DiskAppendFile(channel, new DirectWrites(file, refusing, BlockFixture::stoppedClock), null)) {
                writeAll(writing, inPhase(content, 0, content.length, 0));
                assertThat(writing.directBytes()).isZero();
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(content);
        }
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
                new DiskAppendFile(channel, new DirectWrites(file, () -> blocks, BlockFixture::stoppedClock), null);
        writeAll(writing, inPhase(bytes(1, MEBIBYTE), 0, MEBIBYTE, 0));

        assertThatThrownBy(writing::close).hasMessage("injected failure of close");
        assertThat(channel.isOpen()).isFalse();
        assertThat(blocks.closed).isTrue();
        writing.close();
        assertThatThrownBy(() -> writing.write(inPhase(bytes(1, MEBIBYTE), 0, MEBIBYTE, 0)))
                .isInstanceOf(ClosedChannelException.class);
    }
}
