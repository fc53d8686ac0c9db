package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A file of version 1 that was written once and is read for ever. If this fails, the format has changed: mend the code. */
class VersionOneTest {
    private static final Path FILE = Path.of("version-1.pcj");

    @Test
    void theCommittedFileReadsAsItDidWhenItWasWritten() throws IOException {
        MemoryFiles disk = new MemoryFiles();
        disk.put(FILE, committed());
        RecordingSink sink = new RecordingSink();
        try (JournalReader reader = JournalReader.open(disk, List.of(FILE), ReadOptions.STRICT)) {
            new JournalSource(reader, sink, SnapshotConsumer.NONE).play();
            assertThat(reader.segment().sync()).isEmpty();
            assertThat(reader.segment())
                    .isEqualTo(new SegmentHeader(
                            new JournalId(0x0011223344556677L, 0x8899aabbccddeeffL), 7, 1_790_000_000_000_000_000L, 1));
        }
        assertThat(sink.lines)
                .containsExactly(
                        "s1 @1790000000000000001 open 192.168.7.40:49152 [::1]:7500",
                        "s1 @1790000000000000002 CONSOLE_TO_HOST 00ff10",
                        "s1 @1790000000000000003 HOST_TO_CONSOLE cafe0003",
                        "s1 Gap[events=3, toHostBytes=100, toConsoleBytes=200, fromNanos=5, toNanos=6]",
                        "s0 @1790000000000000006 note a note \u00e9",
                        "s1 @1790000000000000008 close client-reset");
        assertThat(sink.batches).isEqualTo(3);
    }

    @Test
    void theSameRecordsAreWrittenAsTheSameBytes() throws IOException {
        assertThat(written()).isEqualTo(committed());
    }

    @Test
    void aJournalOfAnotherVersionIsReadByNobodyAndNotContinued() throws IOException {
        byte[] later = SegmentLayout.encode(new SegmentHeader(JournalId.random(), 0, 1, 0));
        BigEndian.putU16(later, 8, 2);
        CRC32C crc = new CRC32C();
        crc.update(later, 0, 44);
        BigEndian.putI32(later, 44, (int) crc.getValue());
        MemoryFiles disk = new MemoryFiles();
        Path folder = Path.of("journal");
        Path segment = SegmentName.segment(folder, 0);
        disk.put(segment, later);
        assertThatThrownBy(() -> JournalFixture.sink(disk, JournalOptions.in(folder), 1))
                .isInstanceOf(IOException.class)
                .hasMessage(segment + ": segment version is 2, this program reads 1");
        assertThat(disk.content(segment)).isEqualTo(later);
        try (JournalReader reader = JournalReader.open(disk, List.of(segment), ReadOptions.SALVAGE)) {
            assertThat(reader.advance()).isFalse();
            assertThat(reader.damage().get(0).line()).contains("segment version is 2, this program reads 1");
        }
    }

    private static byte[] committed() throws IOException {
        try (InputStream file = VersionOneTest.class.getResourceAsStream("version-1.pcj")) {
            return Objects.requireNonNull(file, "version-1.pcj is missing from the test resources")
                    .readAllBytes();
        }
    }

    static byte[] written() throws IOException {
        long time = 1_790_000_000_000_000_000L;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JournalId journal = new JournalId(0x0011223344556677L, 0x8899aabbccddeeffL);
        out.write(SegmentLayout.encode(new SegmentHeader(journal, 7, time, 1)));
        CommitBuffer commit = new CommitBuffer();
        append(commit, 6, 0, time, new byte[] {1, 2, 3});
        append(commit, 1, 1, time + 1, OpenedLayout.encode(new StreamAddresses("192.168.7.40:49152", "[::1]:7500")));
        append(commit, 3, 1, time + 2, new byte[] {0, -1, 16});
        append(commit, 4, 1, time + 3, new byte[] {(byte) 0xca, (byte) 0xfe, 0, 3});
        seal(commit, 7, out);
        append(commit, 5, 1, time + 4, GapLayout.encode(new Gap(3, 100, 200, 5, 6)));
        append(commit, 200, 9, time + 5, "a kind of later".getBytes(StandardCharsets.UTF_8));
        append(commit, 7, 0, time + 6, "a note \u00e9".getBytes(StandardCharsets.UTF_8));
        append(commit, 6, 1, time + 7, new byte[0]);
        append(commit, 2, 1, time + 8, ClosedLayout.encode(CloseReason.CLIENT_RESET));
        seal(commit, 11, out);
        return out.toByteArray();
    }

    private static void append(CommitBuffer commit, int kind, long stream, long timeNanos, byte[] payload) {
        commit.append(kind, stream, timeNanos, payload, 0, payload.length);
    }

    private static void seal(CommitBuffer commit, long sequence, ByteArrayOutputStream out) {
        ByteBuffer sealed = commit.seal(sequence);
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        out.writeBytes(bytes);
        commit.clear();
    }
}
