package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.tap.TeeSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalRoundTripTest {
    @TempDir
    Path folder;

    @Test
    void replayMakesTheSameCallsInTheSameBatchesWithTheSameTimes() throws IOException {
        RecordingSink live = new RecordingSink();
        Traffic traffic = new Traffic(42, 5000);
        JournalOptions options = JournalOptions.in(folder).withSegmentBytes(200_000);
        JournalSink journal = JournalFixture.sink(JournalFiles.disk(), options, traffic.now());
        TeeSink tee = new TeeSink(journal, live);
        for (int i = 0; i < 500; i++) {
            traffic.batch(tee, 10);
        }
        traffic.closeAll(tee);
        tee.stopped(traffic.now());

        RecordingSink replayed = new RecordingSink();
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.STRICT)) {
            new JournalSource(reader, replayed, SnapshotConsumer.NONE).play();
            assertThat(reader.damage()).isEmpty();
        }

        assertThat(replayed.lines).isEqualTo(live.lines);
        assertThat(SegmentFiles.ofFolder(JournalFiles.disk(), folder)).hasSizeGreaterThan(10);
    }

    @Test
    void sequencesHaveNoHolesAcrossSegmentsAndWriters() throws IOException {
        JournalFixture.write(folder, 1, 50, 300, 5000);
        JournalFixture.write(folder, 2, 50, 300, 5000);

        List<String> lines = JournalFixture.records(folder, ReadOptions.STRICT);

        assertThat(lines).extracting(JournalFixture::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(JournalFixture.sequence(lines.get(lines.size() - 1))).isEqualTo(lines.size() - 1);
    }

    @Test
    void aJournalWhoseNumbersComeToTheirEndIsNotContinued() throws IOException {
        long last = Long.MAX_VALUE;
        JournalId journal = JournalId.random();
        Files.write(SegmentName.segment(folder, last - 5), JournalFixture.segment(journal, last - 5, List.of()));
        assertThatThrownBy(() -> JournalFixture.sink(JournalFiles.disk(), JournalOptions.in(folder), Traffic.EPOCH))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has come to sequence " + (last - 4));

        Path other = Files.createDirectory(folder.resolve("other"));
        CommitBuffer commit = new CommitBuffer();
        commit.append(RecordKind.SNAPSHOT, last, 1, new byte[0], 0, 0);
        ByteBuffer sealed = commit.seal(0);
        ByteBuffer segment = ByteBuffer.allocate(SegmentLayout.LENGTH + sealed.remaining());
        segment.put(SegmentLayout.encode(new SegmentHeader(journal, 0, 1, 0))).put(sealed);
        Files.write(SegmentName.segment(other, 0), segment.array());
        assertThatThrownBy(() -> JournalFixture.sink(JournalFiles.disk(), JournalOptions.in(other), Traffic.EPOCH))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has come to stream number " + last);
        assertThat(SegmentFiles.ofFolder(JournalFiles.disk(), other)).hasSize(1);
    }

    @Test
    void segmentsPutOneAfterTheOtherAreAJournal() throws IOException {
        List<Path> segments = JournalFixture.write(folder.resolve("j"), 3, 100, 300, 9000);
        Path joined = folder.resolve("joined.pcj");
        for (Path segment : segments) {
            Files.write(
                    joined,
                    Files.readAllBytes(segment),
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        }

        assertThat(segments).hasSizeGreaterThan(3);
        assertThat(JournalFixture.records(joined, ReadOptions.STRICT))
                .isEqualTo(JournalFixture.records(folder.resolve("j"), ReadOptions.STRICT));
    }

    @Test
    void aFollowingReaderSeesEveryCommitAsSoonAsItIsWritten() throws IOException {
        Traffic traffic = new Traffic(7, 400);
        RecordingSink live = new RecordingSink();
        JournalOptions options =
                JournalOptions.in(folder).withSegmentBytes(3000).withSync(SyncPolicy.NONE);
        TeeSink tee = new TeeSink(JournalFixture.sink(JournalFiles.disk(), options, traffic.now()), live);
        RecordingSink followed = new RecordingSink();
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.FOLLOW)) {
            JournalSource source = new JournalSource(reader, followed, SnapshotConsumer.NONE);
            for (int i = 0; i < 300; i++) {
                traffic.batch(tee, 4);
                while (source.step()) {
                    assertThat(reader.ended()).isFalse();
                }
                assertThat(followed.lines).isEqualTo(live.lines);
            }
            assertThat(reader.damage()).isEmpty();
        }
        tee.stopped(traffic.now());
    }
}
