package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One journal that two writers have taken, as when somebody deleted the lock between their starts. */
class TwoWritersTest {
    private static final Path FOLDER = Path.of("journal");

    /** Its locks exclude nobody, as if each of them had been deleted. */
    private final MemoryFiles disk = new MemoryFiles();

    @TempDir
    Path folder;

    private JournalSink writer(long segmentBytes) throws IOException {
        JournalOptions options =
                JournalOptions.in(FOLDER).withSegmentBytes(segmentBytes).withSync(SyncPolicy.NONE);
        return JournalFixture.sink(disk, options, Traffic.EPOCH);
    }

    private static void play(JournalSink sink, Traffic traffic, int batches) {
        for (int i = 0; i < batches; i++) {
            traffic.batch(sink, 6);
        }
    }

    /** Both write; the first one ends as if it had been killed before it looked at its lock again. */
    private void writeTwice() throws IOException {
        JournalSink first = writer(1 << 20);
        Traffic ofFirst = new Traffic(1, 50);
        play(first, ofFirst, 30);
        JournalSink second = writer(1 << 20);
        play(first, ofFirst, 30);
        play(second, new Traffic(2, 50), 40);
        second.stopped(Traffic.EPOCH);
    }

    private List<String> each() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path segment : SegmentFiles.ofFolder(disk, FOLDER)) {
            try (JournalReader reader = JournalReader.open(disk, List.of(segment), ReadOptions.TAIL)) {
                lines.addAll(JournalFixture.records(reader));
            }
        }
        return lines;
    }

    @Test
    void sequencesThatBothHaveGivenAreDamageForEveryReaderAndSalvageGivesBothBack() throws IOException {
        writeTwice();
        List<Path> segments = SegmentFiles.ofFolder(disk, FOLDER);
        assertThat(segments).hasSize(2);

        try (JournalReader tail = JournalReader.open(disk, List.of(FOLDER), ReadOptions.TAIL)) {
            List<String> read = JournalFixture.records(tail);
            assertThat(each()).startsWith(read.toArray(String[]::new)).hasSizeGreaterThan(read.size());
            assertThat(tail.damage())
                    .singleElement()
                    .satisfies(found -> assertThat(found.kind()).isEqualTo(Damage.Kind.CORRUPT))
                    .satisfies(found -> assertThat(found.file()).isEqualTo(segments.get(1)))
                    .satisfies(found -> assertThat(found.reason()).contains("two writers had the journal"));
        }
        try (JournalReader strict =
                JournalReader.open(disk, List.of(FOLDER), new ReadOptions(ReadMode.STRICT, false))) {
            assertThatThrownBy(() -> JournalFixture.records(strict))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining("two writers");
        }
        try (JournalReader salvage = JournalReader.open(disk, List.of(FOLDER), ReadOptions.SALVAGE)) {
            assertThat(JournalFixture.records(salvage)).isEqualTo(each());
        }
        try (JournalReader mirrored = JournalReader.openVerbatim(disk, FOLDER, ReadOptions.FOLLOW)) {
            JournalFixture.records(mirrored);
            assertThat(mirrored.ended()).isTrue();
            assertThat(mirrored.damage()).hasSize(1);
        }
        assertThat(JournalSummary.read(disk, List.of(FOLDER)).whole()).isFalse();
    }

    @Test
    void aWriterThatComesLaterBeginsBehindBoth() throws IOException {
        JournalSink first = writer(1 << 20);
        Traffic ofFirst = new Traffic(1, 50);
        play(first, ofFirst, 10);
        JournalSink second = writer(1 << 20);
        play(second, new Traffic(2, 50), 2);
        second.stopped(Traffic.EPOCH);
        // So far that the index of the first has an entry behind the beginning of the second.
        for (int i = 0; i < 40; i++) {
            new Traffic(3 + i, 100_000, 1000L * (i + 1)).batch(first, 6);
        }
        first.stopped(Traffic.EPOCH);
        long end = 0;
        try (JournalReader reader = JournalReader.open(
                disk, List.of(SegmentFiles.ofFolder(disk, FOLDER).get(0)), ReadOptions.TAIL)) {
            while (reader.advance()) {
                end = reader.commit().endSequence();
            }
        }
        assertThat(JournalStart.examine(disk, FOLDER).nextSequence()).isEqualTo(end);
    }

    @Test
    void noSegmentIsBegunOverThoseOfAnotherAndWhatComesIsCountedAsLost() throws IOException {
        JournalOptions options =
                JournalOptions.in(FOLDER).withSegmentBytes(2000).withSync(SyncPolicy.INTERVAL);
        JournalWriter writer =
                JournalWriter.open(disk, options, SnapshotSource.NONE, JournalListener.NONE, Traffic.EPOCH);
        JournalSink first = JournalFixture.sink(disk, options, writer, Traffic.EPOCH);
        Traffic ofFirst = new Traffic(1, 50);
        play(first, ofFirst, 3);
        JournalSink second = writer(1 << 20);
        Traffic ofSecond = new Traffic(2, 50);
        play(second, ofSecond, 20);
        List<Path> before = SegmentFiles.ofFolder(disk, FOLDER);

        play(first, ofFirst, 100);

        assertThat(SegmentFiles.ofFolder(disk, FOLDER)).isEqualTo(before);
        assertThat(writer.progress().outage()).isTrue();
        assertThat(writer.progress().lostEvents()).isPositive();
        byte[] catalogue = disk.content(FOLDER.resolve(SegmentName.CATALOGUE));
        first.stopped(ofFirst.now());
        assertThat(writer.progress().outage()).isTrue();
        assertThat(disk.content(FOLDER.resolve(SegmentName.CATALOGUE))).isEqualTo(catalogue);
        second.stopped(ofSecond.now());
    }

    @Test
    void aLockWhoseFileIsDeletedIsTakenAgainAtTheNextTick() throws IOException {
        JournalOptions options = JournalOptions.in(folder).withSync(SyncPolicy.NONE);
        JournalWriter writer = JournalWriter.open(
                JournalFiles.disk(), options, SnapshotSource.NONE, JournalListener.NONE, Traffic.EPOCH);
        JournalSink sink = JournalFixture.sink(JournalFiles.disk(), options, writer, Traffic.EPOCH);
        Traffic traffic = new Traffic(1, 50);
        play(sink, traffic, 3);
        Path lock = folder.resolve(SegmentName.LOCK);
        Files.delete(lock);

        sink.flushDue(traffic.now());

        assertThat(lock).exists();
        play(sink, traffic, 3);
        sink.stopped(traffic.now());
        assertThat(writer.progress().outage()).isFalse();
        assertThat(writer.progress().lostEvents()).isZero();
        assertThat(JournalSummary.read(JournalFiles.disk(), List.of(folder)).whole())
                .isTrue();
    }

    @Test
    void aLinkInTheLocksPlaceIsNotFollowed() throws IOException {
        Path elsewhere = Files.createFile(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve(SegmentName.LOCK), elsewhere);
        assertThatThrownBy(() -> JournalFixture.sink(JournalFiles.disk(), JournalOptions.in(folder), Traffic.EPOCH))
                .isInstanceOf(IOException.class);
    }
}
