package dev.pcfstap.journal;

import static dev.pcfstap.journal.BlockFixture.BLOCK_BYTES;
import static dev.pcfstap.journal.BlockFixture.MEBIBYTE;
import static dev.pcfstap.journal.BlockFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommitBufferTest {

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
}
