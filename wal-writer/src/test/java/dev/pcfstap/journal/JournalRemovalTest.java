package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retention deletes beside the writer, which neither waits for a deletion nor loses count of it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalRemovalTest {
    private static final Path FOLDER = Path.of("journal");
    private static final long KEPT_BYTES = 2000;
    private static final int MARK_BYTES = 150;

    private final SlowDisk disk = new SlowDisk(FOLDER);
    private long now = Traffic.EPOCH;

    @ParameterizedTest
    @EnumSource(
            value = SyncPolicy.class,
            names = {"NONE", "INTERVAL"})
    void commitsGoOnWhileADeletionHangsAndItsSegmentIsAskedForOnce(SyncPolicy sync) throws Exception {
        JournalWriter writer = writer(options(sync));
        writeUntilADeletionHangs(writer);
        long before = writer.progress().committedSequence();
        for (int i = 0; i < 3; i++) {
            assertThat(commit(writer)).isTrue();
            writer.sync(now);
        }
        assertThat(writer.progress().committedSequence()).isGreaterThanOrEqualTo(before + 3);
        assertThat(writer.oldestSequence()).isZero();
        assertThat(disk.deletions).containsExactly(SegmentName.segment(FOLDER, 0));

        disk.letGo();
        writer.close(now);
        assertThat(disk.deletions).isSorted().doesNotHaveDuplicates();
        assertRetained(writer);
    }

    @Test
    void whatIsAskedForMeanwhileIsSyncedBeforeTheNextDeletion() throws Exception {
        for (int i = 0; i < 3; i++) {
            disk.put(SegmentName.segment(FOLDER, i), JournalFixture.segment(JournalId.random(), i, List.of()));
        }
        ClosedSegments shelf = new ClosedSegments(disk, FOLDER, Retention.FOREVER.withMaxBytes(0));
        shelf.stock(now);
        Syncer syncer = Syncer.beside();
        SegmentRemovals removals = new SegmentRemovals(shelf, syncer);
        OpenSegment open = OpenSegment.begin(disk, FOLDER, new SegmentHeader(JournalId.random(), 3, now, 0));
        removals.ask(now, 0);
        disk.awaitDeletion();
        syncer.sync(open);
        disk.letGo();
        removals.makeRoom(now, 0);
        syncer.close();

        assertThat(disk.calls).containsExactly("deleted 0", "force 3", "deleted 1", "deleted 2");
        assertThat(shelf.oldestSequence()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDeletionThatFailsIsTriedAgainAndNothingYoungerGoesBefore(boolean beside) throws Exception {
        disk.letGo();
        Path held = SegmentName.segment(FOLDER, 0);
        disk.undeletable = Optional.of(held);
        JournalWriter writer = JournalWriter.open(
                disk,
                options(SyncPolicy.INTERVAL),
                SnapshotSource.NONE,
                JournalListener.NONE,
                beside ? Syncer.beside() : Syncer.inPlace(),
                WriteBehind.never(),
                now);
        while (disk.deletions.size() < 4) {
            commit(writer);
            writer.sync(now);
        }
        assertThat(disk.deletions).containsOnly(held);
        assertThat(writer.oldestSequence()).isZero();
        assertThat(SegmentFiles.ofFolder(disk, FOLDER)).contains(held);

        disk.undeletable = Optional.empty();
        writer.close(now);
        assertThat(disk.deletions).isSorted().contains(held);
        assertRetained(writer);
    }

    @Test
    void anIndexThatCannotBeDeletedHoldsUpWhatIsYounger() throws Exception {
        disk.letGo();
        disk.undeletable = Optional.of(SegmentName.indexOf(SegmentName.segment(FOLDER, 0)));
        JournalWriter writer = writer(options(SyncPolicy.INTERVAL));
        for (int i = 0; i < 40; i++) {
            commit(writer);
            writer.sync(now);
        }
        disk.awaitDeletion();
        assertThat(disk.deletions).containsOnly(SegmentName.segment(FOLDER, 0));
        disk.undeletable = Optional.empty();
        writer.close(now);
        assertRetained(writer);
    }

    @Test
    void recoveryOnAFullDiskMakesRoomFirst() throws Exception {
        JournalWriter writer = writer(options(SyncPolicy.INTERVAL));
        writeUntilADeletionHangs(writer);
        for (int i = 0; i < 3; i++) {
            commit(writer);
            writer.sync(now);
        }
        assertThat(disk.usedBytes()).isGreaterThan(KEPT_BYTES);
        disk.fillUp();
        disk.letGoWhenThisThreadWaits();

        assertThat(commit(writer)).isTrue();
        assertThat(disk.usedWhenCreated).isPositive().isLessThanOrEqualTo(KEPT_BYTES);
        assertThat(writer.progress().failures()).isPositive();
        assertThat(writer.progress().lostEvents()).isZero();
        writer.close(now);
        assertRetained(writer);
    }

    @Test
    void aRotationOnAFullDiskMakesRoomAndLosesNothing() throws Exception {
        JournalWriter writer = writer(options(SyncPolicy.INTERVAL));
        writeUntilADeletionHangs(writer);
        int segments;
        do {
            segments = SegmentFiles.ofFolder(disk, FOLDER).size();
            commit(writer);
        } while (SegmentFiles.ofFolder(disk, FOLDER).size() > segments);
        now += Duration.ofDays(2).toNanos();
        disk.fillUp();
        disk.letGoWhenThisThreadWaits();
        writer.sync(now);

        assertThat(writer.progress().failures()).isPositive();
        assertThat(writer.outage(now)).isFalse();
        assertThat(commit(writer)).isTrue();
        assertThat(writer.progress().lostEvents()).isZero();
        writer.close(now);
        assertRetained(writer);
    }

    @Test
    void closingWaitsForTheDeletionThatHangsAndForWhatIsDue() throws Exception {
        JournalWriter writer = writer(options(SyncPolicy.INTERVAL));
        writeUntilADeletionHangs(writer);
        disk.letGoWhenThisThreadWaits();
        writer.close(now);

        assertThat(disk.calls).contains("deleted 0").endsWith("unlocked");
        assertRetained(writer);
    }

    private static JournalOptions options(SyncPolicy sync) {
        return JournalOptions.in(FOLDER)
                .withSegmentBytes(600)
                .withSync(sync)
                .withRetention(Retention.FOREVER.withMaxBytes(KEPT_BYTES));
    }

    private JournalWriter writer(JournalOptions options) throws IOException {
        return JournalWriter.open(disk, options, SnapshotSource.NONE, JournalListener.NONE, now);
    }

    private boolean commit(JournalWriter writer) {
        writer.append(RecordKind.MARK, 0, now += 1000, new byte[MARK_BYTES]);
        return writer.commit(now);
    }

    private void writeUntilADeletionHangs(JournalWriter writer) throws Exception {
        while (disk.usedBytes() <= KEPT_BYTES) {
            commit(writer);
            writer.sync(now);
        }
        disk.awaitDeletion();
    }

    /** What is left is a journal without a hole, of the size that is kept, and nothing is left of what is gone. */
    private void assertRetained(JournalWriter writer) throws IOException {
        assertThat(disk.usedBytes()).isLessThanOrEqualTo(KEPT_BYTES);
        List<Long> sequences = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.STRICT)) {
            JournalFixture.records(reader).forEach(line -> sequences.add(JournalFixture.sequence(line)));
        }
        long oldest = writer.oldestSequence();
        assertThat(oldest).isPositive();
        assertThat(sequences)
                .containsExactlyElementsOf(
                        LongStream.range(oldest, writer.nextSequence()).boxed().toList());
        assertThat(disk.list(FOLDER))
                .filteredOn(file -> !SegmentName.isSegment(file))
                .allMatch(index -> disk.exists(index.resolveSibling(
                        SegmentName.fileName(index).replace(SegmentName.INDEX_SUFFIX, SegmentName.SEGMENT_SUFFIX))));
    }
}
