package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.tap.TeeSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRetentionTest {
    @TempDir
    Path folder;

    @TempDir
    Path aliases;

    @Test
    void theOldestSegmentsGoWhenTheJournalIsTooLargeAndTheRestDecodesFromItsSnapshot() throws IOException {
        List<Integer> restored = new ArrayList<>();
        JournalOptions options = JournalOptions.in(folder)
                .withSegmentBytes(4000)
                .withSync(SyncPolicy.NONE)
                .withRetention(Retention.FOREVER.withMaxBytes(20_000));
        Traffic traffic = new Traffic(8, 200);
        RecordingSink live = new RecordingSink();
        JournalWriter writer = JournalWriter.open(
                JournalFiles.disk(), options, () -> state(live.lines.size()), JournalListener.NONE, traffic.now());
        TeeSink tee = new TeeSink(JournalFixture.sink(JournalFiles.disk(), options, writer, traffic.now()), live);
        for (int i = 0; i < 300; i++) {
            traffic.batch(tee, 5);
            tee.flushDue(traffic.now());
        }
        traffic.closeAll(tee);
        tee.stopped(traffic.now());

        long total = 0;
        for (Path segment : SegmentFiles.ofFolder(JournalFiles.disk(), folder)) {
            total += Files.size(segment);
        }
        assertThat(total).isLessThan(20_000);
        RecordingSink replayed = new RecordingSink();
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.STRICT)) {
            SnapshotConsumer decoder = (bytes, offset, length, timeNanos, base) -> {
                restored.add(BigEndian.i32(bytes, offset));
                return new long[0];
            };
            new JournalSource(reader, replayed, decoder).play();
        }
        assertThat(restored).hasSize(1);
        List<String> expected = live.lines.subList(restored.get(0), live.lines.size());
        assertThat(replayed.lines.stream()
                        .filter(line -> !line.endsWith("open ? ?") && !line.contains("end-of-capture")))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void segmentsGoWhenTheyAreOldAndTheOneBeingWrittenStays() throws IOException {
        JournalOptions options = JournalOptions.in(folder)
                .withSegmentAge(Duration.ofMinutes(1))
                .withRetention(Retention.FOREVER.withMaxAge(Duration.ofMinutes(5)));
        Traffic traffic = new Traffic(9, 50);
        JournalSink sink = inPlace(JournalFiles.disk(), options, traffic.now());
        for (int minute = 0; minute < 20; minute++) {
            traffic.batch(sink, 3);
            sink.flushDue(traffic.later(61_000_000_000L));
        }
        int busy = SegmentFiles.ofFolder(JournalFiles.disk(), folder).size();
        for (int minute = 0; minute < 20; minute++) {
            sink.flushDue(traffic.later(61_000_000_000L));
        }
        List<Path> idle = SegmentFiles.ofFolder(JournalFiles.disk(), folder);
        sink.stopped(traffic.now());

        assertThat(busy).isBetween(5, 7);
        assertThat(idle).hasSize(1);
        assertThat(JournalFixture.records(folder, ReadOptions.STRICT)).isNotEmpty();
    }

    @Test
    void segmentsGoUntilThereIsRoomOnTheDisk() throws IOException {
        SmallDisk disk = new SmallDisk(30_000);
        Path place = Path.of("journal");
        JournalOptions options = JournalOptions.in(place)
                .withSegmentBytes(3000)
                .withRetention(Retention.FOREVER.withMinFreeBytes(12_000));
        Traffic traffic = new Traffic(10, 200);
        JournalSink sink = inPlace(disk, options, traffic.now());
        for (int i = 0; i < 200; i++) {
            traffic.batch(sink, 5);
            sink.flushDue(traffic.now());
            assertThat(disk.freeBytes(place)).isGreaterThan(12_000 - 3000 - 2500);
        }
        sink.stopped(traffic.now());
        assertThat(SegmentFiles.ofFolder(disk, place)).hasSizeGreaterThan(2);
    }

    @Test
    void pruningByHandSaysWhatItWouldDeleteAndNeverTakesTheLastSegment() throws IOException {
        List<Path> segments = JournalFixture.write(folder, 4, 200, 200, 5000);
        Retention little = Retention.FOREVER.withMaxBytes(12_000);

        List<Path> would = JournalTools.prune(JournalFiles.disk(), folder, little, Traffic.EPOCH, true);
        assertThat(SegmentFiles.ofFolder(JournalFiles.disk(), folder)).isEqualTo(segments);
        List<Path> did = JournalTools.prune(JournalFiles.disk(), folder, little, Traffic.EPOCH, false);
        assertThat(did).isEqualTo(would).isNotEmpty();
        JournalTools.prune(JournalFiles.disk(), folder, little.withMaxBytes(0), Traffic.EPOCH, false);
        assertThat(SegmentFiles.ofFolder(JournalFiles.disk(), folder))
                .containsExactly(segments.get(segments.size() - 1));
    }

    @Test
    void aClockThatWasSetBackMakesNoRecordOlderThanItIs() throws IOException {
        JournalId journal = JournalId.random();
        long hour = Duration.ofHours(1).toNanos();
        long now = Traffic.EPOCH;
        Files.write(SegmentName.segment(folder, 0), segment(journal, 0, now - hour, now - hour / 60));
        Files.write(SegmentName.segment(folder, 1), segment(journal, 1, 5, now - hour / 120));
        Files.write(SegmentName.segment(folder, 2), segment(journal, 2, now, now));
        Retention halfAnHour = Retention.FOREVER.withMaxAge(Duration.ofMinutes(30));

        assertThat(JournalTools.prune(JournalFiles.disk(), folder, halfAnHour, now, false))
                .isEmpty();
        assertThat(JournalTools.prune(JournalFiles.disk(), folder, halfAnHour, now + hour, false))
                .hasSize(2);
    }

    /** The clock was far behind while the second was written, as without a battery until the network tells the time. */
    @Test
    void aSegmentIsNeverOlderThanThoseBeforeIt() throws IOException {
        JournalId journal = JournalId.random();
        long hour = Duration.ofHours(1).toNanos();
        long now = Traffic.EPOCH;
        Files.write(SegmentName.segment(folder, 0), segment(journal, 0, now - hour, now - hour / 60));
        Files.write(SegmentName.segment(folder, 1), segment(journal, 1, 5, 6));
        Files.write(SegmentName.segment(folder, 2), segment(journal, 2, 7, 8));
        Files.write(SegmentName.segment(folder, 3), segment(journal, 3, now, now));
        Retention little = Retention.FOREVER.withMaxAge(Duration.ofMinutes(30)).withMaxBytes(250);

        assertThat(JournalTools.prune(JournalFiles.disk(), folder, little, now, false))
                .containsExactly(SegmentName.segment(folder, 0), SegmentName.segment(folder, 1));
    }

    @Test
    void aSegmentThatBeganInWhatIsNowTheFutureIsOldAllTheSame() throws IOException {
        JournalOptions options =
                JournalOptions.in(folder).withSync(SyncPolicy.NONE).withSegmentAge(Duration.ofHours(1));
        long hour = Duration.ofHours(1).toNanos();
        JournalSink sink = JournalFixture.sink(JournalFiles.disk(), options, Traffic.EPOCH + 1000 * hour);
        Traffic traffic = new Traffic(9, 50);
        traffic.batch(sink, 3);
        sink.flushDue(traffic.now());
        traffic.later(hour);
        traffic.batch(sink, 3);
        sink.flushDue(traffic.now());
        sink.stopped(traffic.now());
        assertThat(SegmentFiles.ofFolder(JournalFiles.disk(), folder)).hasSize(2);
    }

    @Test
    void theAgeOfASegmentIsThatOfItsYoungestRecordAndNotOfTheNextSegment() throws IOException {
        Traffic traffic = new Traffic(9, 50);
        JournalOptions options = JournalOptions.in(folder).withSync(SyncPolicy.NONE);
        JournalSink sink = JournalFixture.sink(JournalFiles.disk(), options, traffic.now());
        traffic.batch(sink, 3);
        sink.stopped(traffic.now());
        long later = traffic.now() + Duration.ofHours(2).toNanos();
        JournalFixture.sink(JournalFiles.disk(), options, later).stopped(later);
        Retention anHour = Retention.FOREVER.withMaxAge(Duration.ofHours(1));

        assertThat(JournalTools.prune(JournalFiles.disk(), folder, anHour, later, false))
                .hasSize(1);
    }

    private static byte[] segment(JournalId journal, long sequence, long createdNanos, long timeNanos) {
        CommitBuffer commit = new CommitBuffer();
        commit.append(RecordKind.MARK, 0, timeNanos, new byte[0], 0, 0);
        byte[] header = SegmentLayout.encode(new SegmentHeader(journal, sequence, createdNanos, 0));
        ByteBuffer sealed = commit.seal(sequence);
        byte[] bytes = Arrays.copyOf(header, header.length + sealed.remaining());
        sealed.get(bytes, header.length, sealed.remaining());
        return bytes;
    }

    /** Whatever call meets a segment that is not there any more, it is not a failure of the tool. */
    @Test
    void segmentsThatAreDeletedWhileAToolLooksAtThemArePassed() throws IOException {
        for (int calls = 0; calls < 60; calls++) {
            Path place = Path.of("journal");
            DeletingDisk disk = new DeletingDisk();
            JournalId journal = JournalId.random();
            for (int i = 0; i < 6; i++) {
                disk.put(SegmentName.segment(place, i), segment(journal, i, 1, 1));
            }
            disk.callsUntilDeleted = calls;
            JournalSummary summary = JournalSummary.read(disk, List.of(place));
            assertThat(summary.damage()).as("%d calls", calls).allMatch(of -> of.kind() == Damage.Kind.MISSING);
            disk.put(SegmentName.segment(place, 0), segment(journal, 0, 1, 1));
            disk.callsUntilDeleted = calls;
            assertThat(JournalTools.prune(disk, place, Retention.FOREVER, 2, true))
                    .as("%d calls", calls)
                    .isEmpty();
        }
    }

    /** A disk on which the first segments go after so many calls. */
    private static final class DeletingDisk extends MemoryFiles {
        private int callsUntilDeleted = Integer.MAX_VALUE;

        @Override
        public ReadFile open(Path file) throws IOException {
            count(file);
            return super.open(file);
        }

        @Override
        public long sizeBytes(Path file) throws IOException {
            count(file);
            return super.sizeBytes(file);
        }

        private void count(Path file) throws IOException {
            if (callsUntilDeleted-- == 0) {
                Path folder = file.getParent();
                for (long sequence = 0; folder != null && sequence < 5; sequence++) {
                    delete(SegmentName.segment(folder, sequence));
                }
            }
        }
    }

    @Test
    void twoWritersNeverShareAJournal() throws IOException {
        JournalOptions options = JournalOptions.in(folder);
        JournalSink first = JournalFixture.sink(JournalFiles.disk(), options, Traffic.EPOCH);
        assertThatThrownBy(() -> JournalFixture.sink(JournalFiles.disk(), options, Traffic.EPOCH))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("journal.lock")
                .hasMessageContaining("held by another writer");
        Path alias = Files.createSymbolicLink(aliases.resolve("alias"), folder);
        assertThatThrownBy(() -> JournalFixture.sink(JournalFiles.disk(), JournalOptions.in(alias), Traffic.EPOCH))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("held by another writer");
        Files.delete(alias);
        first.stopped(Traffic.EPOCH);
        JournalFixture.sink(JournalFiles.disk(), options, Traffic.EPOCH).stopped(Traffic.EPOCH);
    }

    /** A writer that has deleted what is due when it returns. */
    private static JournalSink inPlace(JournalFiles disk, JournalOptions options, long nowNanos) throws IOException {
        JournalWriter writer = JournalWriter.open(
                disk,
                options,
                SnapshotSource.NONE,
                JournalListener.NONE,
                Syncer.inPlace(),
                WriteBehind.never(),
                nowNanos);
        return JournalFixture.sink(disk, options, writer, nowNanos);
    }

    private static byte[] state(int lines) {
        byte[] bytes = new byte[4];
        BigEndian.putI32(bytes, 0, lines);
        return bytes;
    }

    /** A disk of so many bytes. */
    private static final class SmallDisk extends MemoryFiles {
        private final long bytes;

        SmallDisk(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public long freeBytes(Path folder) throws IOException {
            long used = 0;
            for (Path file : list(folder)) {
                used += SegmentName.isSegment(file) ? sizeBytes(file) : 0;
            }
            return bytes - used;
        }
    }
}
