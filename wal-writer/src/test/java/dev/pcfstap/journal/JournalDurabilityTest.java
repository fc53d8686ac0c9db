package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a journal itself says of its syncs, and of records that its writer gave up. */
class JournalDurabilityTest {
    private static final Path FOLDER = Path.of("journal");
    private static final Path CATALOGUE = FOLDER.resolve("sessions.json");

    private MemoryFiles disk = new MemoryFiles();
    private long now = Traffic.EPOCH;

    @ParameterizedTest
    @EnumSource(SyncPolicy.class)
    void everySegmentStatesWhenItsWriterSynced(SyncPolicy sync) throws IOException {
        write(sync, 12);
        JournalSummary summary = summary();
        assertThat(summary.segments())
                .hasSizeGreaterThan(2)
                .allMatch(segment -> segment.header().sync().equals(Optional.of(sync)));
        assertThat(summary.segments().get(0).header().writerStarted()).isTrue();
        assertThat(summary.segments().get(1).header().writerStarted()).isFalse();
        assertThat(new SegmentHeader(JournalId.UNKNOWN, 0, 0, 1).sync()).isEmpty();
    }

    @Test
    void aJournalThatWasClosedInOrderIsDurableAsAWholeByItsCatalogue() throws IOException {
        write(SyncPolicy.INTERVAL, 12);
        JournalDurability durability = durability();
        assertThat(durability.synced()).containsExactly(new SequenceRange(0, durability.endSequence()));
        assertThat(durability.source()).isEqualTo("sessions.json");
        assertThat(durability.highestDurable()).isEqualTo(durability.endSequence() - 1);
        assertThat(durability.syncedRecordsAreMissing()).isFalse();
    }

    @Test
    void withoutTheCatalogueDurabilityIsWhatTheSegmentsProve() throws IOException {
        write(SyncPolicy.INTERVAL, 12);
        byte[] catalogue = disk.content(CATALOGUE);
        catalogue[catalogue.length / 2] ^= 1;
        disk.put(CATALOGUE, catalogue);
        JournalDurability spoilt = durability();
        disk.delete(CATALOGUE);
        JournalDurability without = durability();

        assertThat(spoilt).isEqualTo(without);
        long lastSegment = summary()
                .segments()
                .get(summary().segments().size() - 1)
                .header()
                .firstSequence();
        assertThat(without.source()).isEqualTo(SegmentName.fileName(SegmentName.segment(FOLDER, lastSegment)));
        assertThat(without.highestDurable()).isLessThan(lastSegment).isPositive();
    }

    @Test
    void withAlwaysEveryCommitProvesTheOnesBeforeIt() throws IOException {
        write(SyncPolicy.ALWAYS, 12);
        disk.delete(CATALOGUE);
        JournalDurability durability = durability();
        long lastCommit = 0;
        try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.STRICT)) {
            while (reader.advance()) {
                lastCommit = reader.commit().firstSequence();
            }
        }
        assertThat(durability.synced()).containsExactly(new SequenceRange(0, lastCommit));
    }

    @Test
    void withNoneNothingIsCalledDurable() throws IOException {
        write(SyncPolicy.NONE, 12);
        assertThat(durability().synced()).isEmpty();
        assertThat(durability().highestDurable()).isEqualTo(-1);
        assertThat(durability().source()).isEmpty();
    }

    @Test
    void recordsThatWereSyncedAndAreGoneAreMissed() throws IOException {
        write(SyncPolicy.INTERVAL, 12);
        List<Path> segments = SegmentFiles.ofFolder(disk, FOLDER);
        disk.delete(segments.get(segments.size() - 1));
        assertThat(durability().syncedRecordsAreMissing()).isTrue();
    }

    @Test
    void aWriterThatGoesOnKeepsWhatTheCatalogueKnewButNothingBeyondWhatIsThere() throws IOException {
        write(SyncPolicy.INTERVAL, 12);
        List<Path> segments = SegmentFiles.ofFolder(disk, FOLDER);
        Path last = segments.get(segments.size() - 1);
        long lost = SegmentName.firstSequence(last, SegmentName.SEGMENT_SUFFIX).orElseThrow();
        disk.delete(last);
        disk.delete(SegmentName.indexOf(last));
        JournalFixture.sink(disk, options(SyncPolicy.NONE), now);
        assertThat(durability().highestDurable()).isEqualTo(lost - 1);
    }

    @Test
    void aSyncThatFailsWhileTheNextSegmentIsWrittenIsStatedAndPassed() throws Exception {
        CountDownLatch mayFail = new CountDownLatch(1);
        Path first = SegmentName.segment(FOLDER, 0);
        disk = new MemoryFiles() {
            @Override
            Fault fault(String call, Path file) {
                if (!call.equals("force") || !file.equals(first)) {
                    return Fault.NONE;
                }
                try {
                    mayFail.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return Fault.ERROR;
            }
        };
        List<JournalProgress> told = new ArrayList<>();
        JournalWriter writer = JournalWriter.open(
                disk,
                options(SyncPolicy.INTERVAL),
                SnapshotSource.NONE,
                told::add,
                Syncer.beside(),
                WriteBehind.never(),
                now);
        JournalSink sink = JournalFixture.sink(disk, options(SyncPolicy.INTERVAL), writer, now);
        sink.opened(1, now, new StreamAddresses("a:1", "b:2"));
        batches(sink, 4);
        assertThat(SegmentFiles.ofFolder(disk, FOLDER)).hasSize(2);
        mayFail.countDown();
        batches(sink, 12);
        sink.stopped(now);

        JournalProgress end = writer.progress();
        long second = end.doubtful().get(0).to();
        assertThat(end.doubtful()).containsExactly(new SequenceRange(0, second));
        assertThat(end.durableSequence()).isEqualTo(end.committedSequence());
        MemoryFiles left = disk.afterPowerCut();
        byte[] header = Arrays.copyOf(disk.content(first), SegmentLayout.LENGTH + 10);
        left.put(first, header);
        try (JournalReader reader = JournalReader.open(left, List.of(FOLDER), ReadOptions.TAIL)) {
            List<String> records = JournalFixture.records(reader);
            assertThat(JournalFixture.sequence(records.get(0))).isEqualTo(second);
            assertThat(JournalFixture.sequence(records.get(records.size() - 1))).isEqualTo(end.durableSequence() - 1);
            assertThat(reader.damage()).hasSize(1);
            assertThat(reader.damage().get(0).lostRecords()).isEqualTo(second);
            assertThat(reader.damage().get(0).line()).contains("the writer states that records may be missing here");
        }
        assertThatThrownBy(() -> read(left, ReadOptions.STRICT)).isInstanceOf(JournalDamagedException.class);
    }

    /** Linux says once that it could not write a page, and calls it clean from then on. */
    @Test
    void aSyncThatWorksAfterOneThatFailedMakesNothingDurable() throws IOException {
        int[] forced = {0};
        disk = new MemoryFiles() {
            @Override
            Fault fault(String call, Path file) {
                boolean first = call.equals("force") && SegmentName.isSegment(file) && forced[0]++ == 0;
                return first ? Fault.ERROR : Fault.NONE;
            }
        };
        disk.createFolder(FOLDER);
        OpenSegment segment = OpenSegment.begin(disk, FOLDER, new SegmentHeader(JournalId.UNKNOWN, 0, 0, 0));
        assertThatThrownBy(segment::force).isInstanceOf(IOException.class).hasMessageContaining("injected");
        assertThatThrownBy(segment::force).isInstanceOf(IOException.class).hasMessageContaining("earlier");
        assertThat(forced).containsExactly(1);
    }

    @Test
    void muchIsSyncedBeforeTheInterval() throws IOException {
        JournalWriter writer = JournalWriter.open(
                disk,
                options(SyncPolicy.INTERVAL).withSegmentBytes(1 << 20),
                SnapshotSource.NONE,
                JournalListener.NONE,
                Syncer.inPlace(1000),
                WriteBehind.never(),
                now);
        byte[] half = new byte[500];
        for (int i = 0; i < 2; i++) {
            writer.append(RecordKind.TO_HOST, 1, now, half);
            writer.commit(now);
        }
        long synced = writer.nextSequence();
        assertThat(writer.progress().durableSequence()).isLessThan(synced);
        writer.append(RecordKind.TO_HOST, 1, now, half);
        writer.commit(now);
        assertThat(writer.progress().durableSequence()).isEqualTo(synced);
        writer.close(now);
    }

    @Test
    void whatAPowerCutTookBetweenSegmentsIsStatedByTheNextWriter() throws IOException {
        JournalId journal = JournalId.random();
        Path cut = SegmentName.segment(FOLDER, 0);
        byte[] lost = JournalFixture.segment(journal, 1, List.of());
        byte[] torn = Arrays.copyOf(
                JournalFixture.segment(journal, 0, List.of()), 2 * lost.length - SegmentLayout.LENGTH - 1);
        System.arraycopy(lost, SegmentLayout.LENGTH, torn, lost.length, torn.length - lost.length);
        disk.put(cut, torn);
        disk.put(SegmentName.segment(FOLDER, 2), JournalFixture.segment(journal, 2, List.of()));
        assertThat(read(disk, ReadOptions.TAIL)).hasSize(1);
        assertThat(read(disk, ReadOptions.SALVAGE)).hasSize(2);

        write(SyncPolicy.INTERVAL, 2);

        assertThat(read(disk, ReadOptions.TAIL)).hasSizeGreaterThan(4).isEqualTo(read(disk, ReadOptions.SALVAGE));
        assertThatThrownBy(() -> read(disk, ReadOptions.STRICT))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining(cut.toString());
    }

    @Test
    void aHoleThatNobodyStatesStillEndsReading() throws IOException {
        write(SyncPolicy.INTERVAL, 20);
        List<Path> segments = SegmentFiles.ofFolder(disk, FOLDER);
        disk.delete(segments.get(2));
        long end = SegmentName.firstSequence(segments.get(2), SegmentName.SEGMENT_SUFFIX)
                .orElseThrow();
        assertThat(read(disk, ReadOptions.TAIL)).hasSize((int) end);
        write(SyncPolicy.INTERVAL, 2);
        assertThat(read(disk, ReadOptions.TAIL)).hasSize((int) end);
    }

    @Test
    void aReaderThatFollowsWaitsForTheStatementBeforeItPassesAHole() throws IOException {
        JournalId journal = JournalId.random();
        disk.put(SegmentName.segment(FOLDER, 0), JournalFixture.segment(journal, 0, List.of()));
        try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.FOLLOW)) {
            assertThat(reader.advance()).isTrue();
            assertThat(reader.advance()).isFalse();
            byte[] whole = JournalFixture.segment(journal, 9, List.of(new SequenceRange(1, 9)));
            disk.put(SegmentName.segment(FOLDER, 9), new byte[0]);
            for (int length = SegmentLayout.LENGTH; length < whole.length; length++) {
                disk.grow(SegmentName.segment(FOLDER, 9), Arrays.copyOf(whole, length));
                assertThat(reader.advance()).isFalse();
                assertThat(reader.ended()).isFalse();
                assertThat(reader.damage()).isEmpty();
            }
            disk.grow(SegmentName.segment(FOLDER, 9), whole);
            assertThat(reader.mayAdvance()).isTrue();
            assertThat(reader.advance()).isTrue();
            assertThat(reader.commit().firstSequence()).isEqualTo(9);
            assertThat(reader.damage()).extracting(Damage::lostRecords).containsExactly(8L);
        }
    }

    @Test
    void statementsOfOtherJournalsAndSpoiltOnesExcuseNothing() throws IOException {
        JournalId journal = JournalId.random();
        disk.put(SegmentName.segment(FOLDER, 0), JournalFixture.segment(journal, 0, List.of()));
        disk.put(SegmentName.segment(FOLDER, 9), JournalFixture.segment(journal, 9, List.of(new SequenceRange(1, 8))));
        disk.put(
                SegmentName.segment(FOLDER, 11),
                JournalFixture.segment(JournalId.random(), 11, List.of(new SequenceRange(0, 11))));
        assertThat(read(disk, ReadOptions.TAIL)).hasSize(1);
        disk.put(
                SegmentName.segment(FOLDER, 11), JournalFixture.segment(journal, 11, List.of(new SequenceRange(8, 9))));
        assertThat(read(disk, ReadOptions.TAIL)).hasSize(5);
    }

    @Test
    void aStatementReadsBackAndNonsenseInItIsLeftOut() {
        DurabilityStatement stated = new DurabilityStatement(
                new SequenceRange(4, 9), List.of(new SequenceRange(1, 2), new SequenceRange(9, 12)));
        byte[] bytes = stated.encode();
        assertThat(DurabilityStatement.decode(bytes, 0, bytes.length)).isEqualTo(stated);
        for (int length = 0; length < bytes.length; length++) {
            DurabilityStatement cut = DurabilityStatement.decode(bytes, 0, length);
            assertThat(cut.doubtful()).isEqualTo(stated.doubtful().subList(0, Math.max(0, length / 16 - 1)));
            assertThat(cut.durable()).isEqualTo(length < 16 ? SequenceRange.NONE : stated.durable());
        }
        BigEndian.putI64(bytes, 0, -1);
        BigEndian.putI64(bytes, 16, 3);
        assertThat(DurabilityStatement.decode(bytes, 0, bytes.length))
                .isEqualTo(new DurabilityStatement(SequenceRange.NONE, List.of(new SequenceRange(9, 12))));
    }

    @ParameterizedTest
    @EnumSource(SyncPolicy.class)
    void whatWasInASegmentThatSomebodyDeletedIsDurableNoMore(SyncPolicy sync) throws IOException {
        try (JournalWriter writer =
                JournalWriter.open(disk, options(sync), SnapshotSource.NONE, JournalListener.NONE, now)) {
            writer.append(RecordKind.MARK, 0, now, new byte[] {1});
            writer.sync(now);
            long end = writer.nextSequence();
            for (Path segment : SegmentFiles.ofFolder(disk, FOLDER)) {
                disk.delete(segment);
            }
            if (sync != SyncPolicy.ALWAYS) {
                writer.sync(now);
            }
            writer.append(RecordKind.MARK, 0, now, new byte[] {2});
            assertThat(writer.commit(now)).isTrue();
            assertThat(writer.progress().doubtful()).containsExactly(new SequenceRange(0, end));
            assertThat(writer.progress().durable(0)).isFalse();
        }
        assertThat(read(disk, ReadOptions.TAIL)).anyMatch(line -> line.contains(" MARK "));
    }

    /** Whoever begins at that snapshot would have the chunk twice otherwise. */
    @ParameterizedTest
    @EnumSource(SyncPolicy.class)
    void theSnapshotBehindADeletedSegmentStandsWhereTheDecoderStood(SyncPolicy sync) throws IOException {
        byte[] decoded = {0};
        JournalWriter writer = JournalWriter.open(
                disk, options(sync), decoded::clone, JournalListener.NONE, Syncer.inPlace(), WriteBehind.never(), now);
        for (int chunk = 0; chunk < 3; chunk++) {
            for (Path segment : SegmentFiles.ofFolder(disk, FOLDER)) {
                disk.delete(segment);
            }
            if (sync != SyncPolicy.ALWAYS) {
                writer.sync(now);
            }
            writer.append(RecordKind.TO_HOST, 1, now, new byte[] {(byte) chunk});
            decoded[0]++;
            writer.commit(now);
        }
        writer.close(now);

        int snapshots = 0;
        int next = 2;
        try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.TAIL)) {
            while (reader.advance()) {
                JournalCommit commit = reader.commit();
                while (commit.nextRecord()) {
                    if (commit.kind() == RecordKind.TO_HOST) {
                        next++;
                    } else if (commit.kind() == RecordKind.SNAPSHOT) {
                        snapshots++;
                        assertThat(commit.bytes()[commit.payloadOffset()]).isEqualTo((byte) next);
                    }
                }
            }
        }
        assertThat(snapshots).isPositive();
        assertThat(next).isEqualTo(3);
    }

    private static List<String> read(MemoryFiles disk, ReadOptions options) throws IOException {
        try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), options)) {
            return JournalFixture.records(reader);
        }
    }

    private JournalSummary summary() throws IOException {
        return JournalSummary.read(disk, List.of(FOLDER));
    }

    private JournalDurability durability() throws IOException {
        List<JournalDurability> all = summary().durability();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static JournalOptions options(SyncPolicy sync) {
        return JournalOptions.in(FOLDER).withSegmentBytes(300).withSync(sync);
    }

    private void write(SyncPolicy sync, int batches) throws IOException {
        JournalOptions options = options(sync);
        JournalWriter writer = JournalWriter.open(
                disk, options, SnapshotSource.NONE, JournalListener.NONE, Syncer.inPlace(), WriteBehind.never(), now);
        JournalSink sink = JournalFixture.sink(disk, options, writer, now);
        long stream = writer.highestStream() + 1;
        sink.opened(stream, now, new StreamAddresses("a:1", "b:2"));
        for (int i = 0; i < batches; i++) {
            sink.received(stream, Direction.CONSOLE_TO_HOST, now, new byte[20], 0, 20);
            sink.batchEnded(now += 1000);
            if (i % 3 == 1) {
                sink.flushDue(now);
            }
        }
        sink.stopped(now);
    }

    private void batches(JournalSink sink, int count) {
        for (int i = 0; i < count; i++) {
            sink.received(1, Direction.CONSOLE_TO_HOST, now, new byte[40], 0, 40);
            sink.batchEnded(now += 1000);
            sink.flushDue(now += 1000);
        }
    }
}
