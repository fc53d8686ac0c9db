package dev.pcfstap.journal;

import static dev.pcfstap.journal.BlockFixture.BLOCK_BYTES;
import static dev.pcfstap.journal.BlockFixture.MEBIBYTE;
import static dev.pcfstap.journal.BlockFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void aPaddedCommitEndsWhereABlockDoes() {
        Random random = new Random(5);
        CommitBuffer commit = new CommitBuffer();
        for (int i = 0; i < 3 * BLOCK_BYTES; i++) {
            long offset = random.nextInt(1 << 30);
            commit.clear(offset);
            byte[] payload = bytes(i, i);
            commit.append(RecordKind.MARK, 0, 7, payload, 0, i);
            commit.padToBlock(offset, BLOCK_BYTES);

            assertThat((offset + commit.lengthBytes()) % BLOCK_BYTES).isZero();
            assertThat(commit.seal(1).limit()).isEqualTo(commit.lengthBytes());
            assertThat(commit.lengthBytes()).isLessThan(i + 2 * BLOCK_BYTES);
            List<String> records = new ArrayList<>();
            commit.forEach((kind, stream, timeNanos, bytes) -> records.add(kind + " " + timeNanos));
            assertThat(records).startsWith("MARK 7").hasSize(commit.count());
            assertThat(records.subList(1, records.size())).isSubsetOf("PADDING 7");
        }
    }

    @Test
    void aCommitThatEndsThereAlreadyOrHasNoRoomIsNotPadded() {
        CommitBuffer commit = new CommitBuffer();
        int whole = BLOCK_BYTES - CommitLayout.OVERHEAD - RecordLayout.HEADER_LENGTH;
        commit.append(RecordKind.MARK, 0, 7, new byte[whole], 0, whole);
        commit.padToBlock(0, BLOCK_BYTES);
        assertThat(commit.count()).isEqualTo(1);
        commit.padToBlock(100, 1);
        assertThat(commit.count()).isEqualTo(1);

        commit.clear();
        int full = CommitLayout.MAX_BODY_LENGTH - RecordLayout.HEADER_LENGTH - 1;
        commit.append(RecordKind.MARK, 0, 7, new byte[full], 0, full);
        commit.padToBlock(0, BLOCK_BYTES);
        assertThat(commit.count()).isEqualTo(1);
    }
}
