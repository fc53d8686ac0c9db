package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Readers of a journal that is written and pruned under them. */
class JournalFollowTest {
    private static final Path FOLDER = Path.of("journal");

    private final MemoryFiles disk = new MemoryFiles();
    private final List<String> seen = new ArrayList<>();

    /** Rotation and retention at every batch, a reader that looks now and then. */
    @Test
    void aReaderThatRetentionOvertakesGoesOnAndSaysWhatItMissed() throws IOException {
        long seed = System.nanoTime();
        System.out.println("reading pace from seed " + seed);
        Random random = new Random(seed);
        JournalOptions options =
                JournalOptions.in(FOLDER).withSegmentBytes(400).withRetention(Retention.FOREVER.withMaxBytes(2000));
        Traffic traffic = new Traffic(4, 60);
        JournalSink sink = JournalFixture.sink(disk, options, traffic.now());
        try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.FOLLOW)) {
            for (int batch = 0; batch < 400; batch++) {
                traffic.batch(sink, 4);
                sink.flushDue(traffic.now());
                if (random.nextInt(12) == 0) {
                    readSome(reader, 1 + random.nextInt(20));
                }
            }
            sink.stopped(traffic.now());
            readSome(reader, Integer.MAX_VALUE);
            assertThat(reader.ended()).isFalse();
            checkAgainst(reader.damage());
            assertThat(reader.damage()).isNotEmpty();
        }
    }

    @Test
    void aSegmentThatIsDeletedBetweenListingAndOpeningIsPassed() throws IOException {
        Traffic traffic = new Traffic(5, 60);
        JournalSink sink = JournalFixture.sink(disk, JournalOptions.in(FOLDER).withSegmentBytes(400), traffic.now());
        for (int batch = 0; batch < 40; batch++) {
            traffic.batch(sink, 4);
        }
        sink.stopped(traffic.now());
        List<Path> segments = SegmentFiles.ofFolder(disk, FOLDER);
        assertThat(segments).hasSizeGreaterThan(6);
        try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.TAIL)) {
            disk.delete(segments.get(0));
            disk.delete(segments.get(1));
            assertThat(reader.advance()).isTrue();
            assertThat(reader.commit().file()).isEqualTo(segments.get(2));
            assertThat(reader.damage()).isEmpty();
            remember(reader);
            disk.delete(segments.get(2));
            disk.delete(segments.get(3));
            readSome(reader, Integer.MAX_VALUE);
            assertThat(reader.damage()).hasSize(1);
            assertThat(reader.damage().get(0).line()).contains("segments were deleted while they were read");
            checkAgainst(reader.damage());
        }
    }

    private void readSome(JournalReader reader, int commits) throws IOException {
        for (int i = 0; i < commits && reader.advance(); i++) {
            remember(reader);
        }
    }

    private void remember(JournalReader reader) {
        while (reader.commit().nextRecord()) {
            seen.add(JournalFixture.line(reader.commit()));
        }
    }

    /** What was seen begins somewhere and has no holes but those that were reported, and ends where the journal does. */
    private void checkAgainst(List<Damage> reported) throws IOException {
        long next = JournalFixture.sequence(seen.get(0));
        for (String line : seen) {
            long sequence = JournalFixture.sequence(line);
            if (sequence != next) {
                long expected = next;
                assertThat(reported).anyMatch(damage -> damage.firstLost() == expected && damage.endLost() == sequence);
            }
            next = sequence + 1;
        }
        List<String> left;
        try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.STRICT)) {
            left = JournalFixture.records(reader);
        }
        assertThat(seen.subList(seen.size() - left.size(), seen.size())).isEqualTo(left);
    }
}
