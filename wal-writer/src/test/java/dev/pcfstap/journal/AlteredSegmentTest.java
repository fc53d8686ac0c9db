package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else cuts, lengthens or exchanges the segment that is being written. */
class AlteredSegmentTest {
    private static final int CHUNKS = 20;
    private static final int CHUNK_BYTES = 100;

    @TempDir
    Path folder;

    private JournalWriter writer = never();
    private JournalSink sink = neverOpened();
    private long now = Traffic.EPOCH;

    @SuppressWarnings("NullAway") // set before each test
    private static JournalWriter never() {
        return null;
    }

    @SuppressWarnings("NullAway") // set before each test
    private static JournalSink neverOpened() {
        return null;
    }

    @BeforeEach
    void write() throws IOException {
        JournalOptions options = JournalOptions.in(folder);
        writer = JournalWriter.open(
                JournalFiles.disk(),
                options,
                SnapshotSource.NONE,
                JournalListener.NONE,
                Syncer.inPlace(),
                WriteBehind.never(),
                now);
        sink = JournalFixture.sink(JournalFiles.disk(), options, writer, now);
        sink.opened(1, now, new StreamAddresses("console", "host"));
        for (int i = 0; i < CHUNKS; i++) {
            chunk(i);
        }
        sink.flushDue(now);
        assertThat(writer.progress().durableSequence()).isEqualTo(writer.nextSequence());
    }

    private void chunk(int number) {
        byte[] bytes = new byte[CHUNK_BYTES];
        bytes[0] = (byte) number;
        sink.received(1, Direction.CONSOLE_TO_HOST, ++now, bytes, 0, bytes.length);
        sink.batchEnded(now);
    }

    private Path segment() throws IOException {
        return SegmentFiles.ofFolder(JournalFiles.disk(), folder).get(0);
    }

    private static void cut(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    /** What is missing is doubtful, nothing else is, and what is there can be read without salvage. */
    private void assertOnlyTheCutIsMissing(long cutAt) throws IOException {
        long intact = 0;
        List<SequenceRange> doubtful = writer.progress().doubtful();
        try (JournalReader reader = JournalReader.open(segment(), ReadOptions.TAIL)) {
            while (reader.advance()) {
                intact = reader.commit().endSequence();
            }
        }
        assertThat(Files.size(segment())).isEqualTo(cutAt);
        assertThat(doubtful).hasSize(1);
        assertThat(doubtful.get(0).from()).isEqualTo(intact);
        List<String> read = JournalFixture.records(folder, ReadOptions.TAIL);
        assertThat(read).filteredOn(line -> line.contains("TO_HOST")).hasSizeBetween(5, CHUNKS);
        assertThat(read.get(read.size() - 1)).contains(" CLOSED ");
    }

    private void end() {
        sink.closed(1, ++now, CloseReason.CLIENT);
        sink.stopped(now);
    }

    @Test
    void aCutIsNoticedAtTheTickAlthoughNothingWasWrittenSince() throws IOException {
        long half = Files.size(segment()) / 2;
        cut(segment(), half);
        sink.flushDue(++now);
        assertThat(writer.progress().doubtful()).isNotEmpty();
        end();
        assertOnlyTheCutIsMissing(half);
    }

    @Test
    void aCutIsNoticedBeforeAWriteWouldMakeTheFileAsLongAsItShouldBe() throws IOException {
        long half = Files.size(segment()) / 2;
        cut(segment(), half);
        chunk(CHUNKS);
        end();
        assertOnlyTheCutIsMissing(half);
        assertThat(JournalFixture.records(folder, ReadOptions.TAIL))
                .anyMatch(line -> line.contains("TO_HOST") && line.contains(" " + Integer.toHexString(CHUNKS)));
    }

    @Test
    void anotherFileInItsPlaceIsLeftAlone() throws IOException {
        Path segment = segment();
        Path aside = folder.resolve("aside");
        Files.move(segment, aside);
        Files.writeString(segment, "something else");
        sink.flushDue(++now);
        end();
        assertThat(segment).hasContent("something else");
        assertThat(writer.progress().doubtful()).isNotEmpty();
        assertThat(SegmentFiles.ofFolder(JournalFiles.disk(), folder)).hasSize(2);
    }

    @Test
    void bytesThatSomebodyElseAppendedStayAndTheJournalGoesOnElsewhere() throws IOException {
        Path segment = segment();
        Files.writeString(segment, "something else", StandardOpenOption.APPEND);
        chunk(CHUNKS);
        end();
        assertThat(Files.readString(segment, StandardCharsets.ISO_8859_1)).endsWith("something else");
        assertThat(writer.progress().lostEvents()).isZero();
        List<String> read = JournalFixture.records(folder, ReadOptions.SALVAGE);
        assertThat(read).filteredOn(line -> line.contains("TO_HOST")).hasSize(CHUNKS + 1);
    }

    @Test
    void newFilesAreForTheirOwnerAlone() throws IOException {
        sink.stopped(++now);
        for (Path file : JournalFiles.disk().list(folder)) {
            assertThat(Files.getPosixFilePermissions(file))
                    .as("%s", file)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }
}
