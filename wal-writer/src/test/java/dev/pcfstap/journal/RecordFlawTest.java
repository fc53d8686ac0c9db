package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A right checksum makes no value right that no writer writes: the commit is damage to every reader. */
class RecordFlawTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path folder;

    static Stream<Arguments> flaws() {
        return Stream.of(
                Arguments.of(RecordKind.OPENED, 0L, new byte[4], "opened of stream 0"),
                Arguments.of(RecordKind.TO_HOST, 0L, NOTHING, "to-host of stream 0"),
                Arguments.of(RecordKind.TO_CONSOLE, -1L, NOTHING, "to-console of stream -1"),
                Arguments.of(RecordKind.CLOSED, Long.MIN_VALUE, NOTHING, "closed of stream -9223372036854775808"),
                Arguments.of(RecordKind.MARK, -5L, NOTHING, "mark of stream -5"),
                Arguments.of(RecordKind.GAP, 1L, GapLayout.encode(new Gap(1, -2, 0, 1, 1)), "is gap and counts -2"),
                Arguments.of(
                        RecordKind.OMITTED,
                        1L,
                        OmissionLayout.encode(new Omission(0, 0, 0, -1)),
                        "is omitted and counts -1"),
                Arguments.of(
                        RecordKind.REDUCED,
                        1L,
                        ReducedLayout.encode(new ReducedBytes(Direction.CONSOLE_TO_HOST, -9, 0, 0, new byte[32])),
                        "is reduced and counts -9"));
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void whatNoWriterMakesIsDamage(RecordKind kind, long stream, byte[] payload, String reason) throws IOException {
        Path segment = segment(kind.code(), stream, payload);
        assertThatThrownBy(() -> JournalFixture.records(segment, ReadOptions.STRICT))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining(reason);
        try (JournalReader reader = JournalReader.open(segment, ReadOptions.SALVAGE)) {
            assertThat(JournalFixture.records(reader)).containsExactly("1 MARK s0 @1 ");
            assertThat(reader.damage()).singleElement().satisfies(damage -> {
                assertThat(damage.kind()).isEqualTo(Damage.Kind.CORRUPT);
                assertThat(damage.reason()).contains(reason);
            });
        }
    }

    @Test
    void whatALaterVersionMayWriteIsNot() throws IOException {
        assertThat(JournalFixture.records(segment(200, -1, new byte[] {1, 2}), ReadOptions.STRICT))
                .hasSize(2);
        assertThat(JournalFixture.records(segment(RecordKind.GAP.code(), 0, NOTHING), ReadOptions.STRICT))
                .hasSize(2);
    }

    private Path segment(int kindCode, long stream, byte[] payload) throws IOException {
        CommitBuffer flawed = new CommitBuffer();
        flawed.append(RecordKind.MARK, stream, 1, payload, 0, payload.length);
        byte[] first = bytes(flawed.seal(0));
        first[CommitLayout.HEADER_LENGTH] = (byte) kindCode;
        CRC32C crc = new CRC32C();
        crc.update(first, 0, first.length - CommitLayout.CRC_LENGTH);
        BigEndian.putI32(first, first.length - CommitLayout.CRC_LENGTH, (int) crc.getValue());
        byte[] second = JournalFixture.segment(JournalId.UNKNOWN, 1, List.of());
        byte[] header = JournalFixture.segment(JournalId.UNKNOWN, 0, List.of());
        byte[] all = Arrays.copyOf(header, SegmentLayout.LENGTH + first.length + second.length - SegmentLayout.LENGTH);
        System.arraycopy(first, 0, all, SegmentLayout.LENGTH, first.length);
        System.arraycopy(
                second,
                SegmentLayout.LENGTH,
                all,
                SegmentLayout.LENGTH + first.length,
                second.length - SegmentLayout.LENGTH);
        return Files.write(folder.resolve("00000000000000000000.pcj"), all);
    }

    private static byte[] bytes(ByteBuffer sealed) {
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        return bytes;
    }
}
