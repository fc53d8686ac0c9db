package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that were made to keep a search busy: the work is counted in bytes read or summed, and linear in their length. */
class JournalSalvageWorkTest {
    private static final Path FILE = Path.of("hostile.pcj");
    private static final int LENGTH = 64 << 20;
    private static final byte[] HEADER =
            SegmentLayout.encode(new SegmentHeader(new JournalId(1, 2), 0, Traffic.EPOCH, 1));

    @Test
    void commitsThatBeginEverywhereAndReachFarAreNotFollowedForEver() throws IOException {
        ByteBuffer bytes = begun();
        while (bytes.remaining() > CommitLayout.HEADER_LENGTH) {
            bytes.putInt(CommitLayout.SYNC)
                    .putInt(CommitLayout.MAX_BODY_LENGTH)
                    .putInt(1)
                    .putLong(0);
        }
        checkWork(bytes);
    }

    @Test
    void damagedCommitsThatReachFarBetweenIntactOnesAreNotFollowedForEver() throws IOException {
        ByteBuffer bytes = begun();
        CommitBuffer commit = new CommitBuffer();
        long sequence = 0;
        while (bytes.remaining() > 200) {
            bytes.putInt(CommitLayout.SYNC).putInt(1 << 20).putInt(1).putLong(sequence);
            // A chain of records that leads far away, in steps that a window does not hold.
            bytes.put((byte) 3)
                    .put((byte) 0)
                    .putShort((short) 0)
                    .putInt(3 << 20)
                    .putLong(1)
                    .putLong(1);
            commit.clear();
            commit.append(RecordKind.MARK, 0, 1, new byte[8], 0, 8);
            bytes.put(commit.seal(sequence++));
        }
        checkWork(bytes);
    }

    @Test
    void longChainsOfSmallRecordsAreNotFollowedForEver() throws IOException {
        ByteBuffer bytes = begun();
        while (bytes.remaining() > 200) {
            bytes.putInt(CommitLayout.SYNC)
                    .putInt(CommitLayout.MAX_BODY_LENGTH)
                    .putInt(1)
                    .putLong(0);
            for (int i = 0; i < 4; i++) {
                bytes.put((byte) 7)
                        .put((byte) 0)
                        .putShort((short) 0)
                        .putInt(0)
                        .putLong(1)
                        .putLong(1);
            }
        }
        checkWork(bytes);
    }

    @Test
    void headersOnEndAreReadOnce() throws IOException {
        ByteBuffer bytes = begun();
        for (long sequence = 3; bytes.remaining() > HEADER.length; sequence += 3) {
            bytes.put(SegmentLayout.encode(new SegmentHeader(new JournalId(1, 2), sequence, 1, 0)));
        }
        checkWork(bytes);
    }

    @Test
    void anHonestFileWithDamageEverywhereIsSalvagedInFull() throws IOException {
        Random random = new Random(7);
        ByteBuffer bytes = begun();
        CommitBuffer commit = new CommitBuffer();
        byte[] payload = new byte[700];
        long intact = 0;
        long sequence = 0;
        while (bytes.remaining() > 4096) {
            commit.clear();
            for (int i = 0; i < 3; i++) {
                random.nextBytes(payload);
                commit.append(RecordKind.TO_HOST, 1, 1, payload, 0, payload.length);
            }
            ByteBuffer sealed = commit.seal(sequence);
            sequence += 3;
            int at = bytes.position();
            int length = sealed.remaining();
            bytes.put(sealed);
            if (random.nextInt(5) == 0) {
                int spoilt = at + random.nextInt(length);
                bytes.put(spoilt, (byte) ~bytes.get(spoilt));
            } else {
                intact += 3;
            }
        }
        Counting disk = new Counting(bytes);
        long delivered = 0;
        try (JournalReader reader = JournalReader.open(disk, List.of(FILE), ReadOptions.SALVAGE)) {
            while (reader.advance()) {
                delivered += reader.commit().endSequence() - reader.commit().firstSequence();
            }
            assertThat(reader.damage()).hasSizeGreaterThan(1000);
        }
        assertThat(delivered).isEqualTo(intact);
        assertThat(disk.readBytes).isLessThan(4L * LENGTH);
    }

    private static ByteBuffer begun() {
        return ByteBuffer.allocate(LENGTH).put(HEADER);
    }

    private static void checkWork(ByteBuffer bytes) throws IOException {
        Counting disk = new Counting(bytes);
        long sizeBytes = bytes.position();
        try (SegmentWindow window = new SegmentWindow(FILE, disk.open(FILE), SegmentWindow.newBuffer())) {
            SegmentScanner scanner = new SegmentScanner(window);
            new Resync(scanner, SegmentLayout.LENGTH, 0, JournalId.UNKNOWN).next(false);
            assertThat(scanner.workBytes()).isLessThan(18 * sizeBytes);
        }
        for (ReadOptions options : List.of(ReadOptions.SALVAGE, ReadOptions.TAIL)) {
            disk.readBytes = 0;
            try (JournalReader reader = JournalReader.open(disk, List.of(FILE), options)) {
                while (reader.advance()) {
                    reader.commit().nextRecord();
                }
                assertThat(reader.damage()).isNotEmpty();
            }
            assertThat(disk.readBytes).isLessThan(18 * sizeBytes);
        }
    }

    /** Counts what is read. */
    private static final class Counting extends MemoryFiles {
        private long readBytes;

        Counting(ByteBuffer bytes) {
            byte[] content = new byte[bytes.position()];
            bytes.duplicate().flip().get(content);
            put(FILE, content);
        }

        @Override
        public ReadFile open(Path file) throws IOException {
            ReadFile opened = super.open(file);
            return new ReadFile() {
                @Override
                public long sizeBytes() throws IOException {
                    return opened.sizeBytes();
                }

                @Override
                public int read(long position, byte[] to, int offset, int length) throws IOException {
                    int count = opened.read(position, to, offset, length);
                    readBytes += Math.max(0, count);
                    return count;
                }

                @Override
                public void close() throws IOException {
                    opened.close();
                }
            };
        }
    }

    @Test
    @Timeout(300)
    void aSegmentOfHolesOfOneTebibyteHoldsNobodyUp(@TempDir Path journal) throws IOException {
        Path segment = JournalFixture.write(journal, 21, 10, 100, 1 << 20).get(0);
        List<String> records = JournalFixture.records(journal, ReadOptions.STRICT);
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[1]), (1L << 40) - 1);
        }

        assertThat(JournalFixture.records(journal, ReadOptions.SALVAGE)).isEqualTo(records);
        assertThat(JournalFixture.records(journal, ReadOptions.TAIL)).isEqualTo(records);
    }
}
