package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeking gives the same answers with a good index, a bad one and none. */
class JournalSeekTest {
    @TempDir
    Path folder;

    private List<Path> segments = List.of();
    private List<String> all = List.of();

    @BeforeEach
    void journalOfSomeMegabytes() throws IOException {
        segments = JournalFixture.write(folder, 21, 900, 8000, 3 << 20);
        all = JournalFixture.records(folder, ReadOptions.STRICT);
        assertThat(segments).hasSizeGreaterThan(2);
    }

    @Test
    void anIndexedAnIndexlessAndASpoiltJournalAnswerAlike() throws IOException {
        List<Answer> indexed = answers();
        for (Answer answer : indexed.subList(0, 8)) {
            assertThat(answer).isEqualTo(answer(all.subList(all.size() - answer.records(), all.size())));
        }
        Random random = new Random(3);
        for (Path segment : segments) {
            byte[] index = Files.readAllBytes(SegmentName.indexOf(segment));
            assertThat(index.length).isGreaterThan(56);
            index[random.nextInt(index.length)] ^= 4;
            Files.write(SegmentName.indexOf(segment), index);
        }
        assertThat(answers()).isEqualTo(indexed);
        Files.write(SegmentName.indexOf(segments.get(0)), new byte[3]);
        Files.write(SegmentName.indexOf(segments.get(1)), new byte[100_000]);
        assertThat(answers()).isEqualTo(indexed);
        for (Path segment : segments) {
            Files.delete(SegmentName.indexOf(segment));
        }
        assertThat(answers()).isEqualTo(indexed);
    }

    @Test
    void anIndexOfAnotherSegmentIsNotBelieved() throws IOException {
        List<Answer> before = answers();
        Files.copy(
                SegmentName.indexOf(segments.get(1)),
                SegmentName.indexOf(segments.get(0)),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(answers()).isEqualTo(before);
    }

    @Test
    void seekingFindsTheCommitThatHoldsTheSequence() throws IOException {
        for (long sequence = 0; sequence < all.size(); sequence += 113) {
            try (JournalReader reader = JournalReader.open(folder, ReadOptions.TAIL)) {
                reader.seekSequence(sequence);
                assertThat(reader.advance()).isTrue();
                assertThat(sequence)
                        .isBetween(
                                reader.commit().firstSequence(), reader.commit().endSequence() - 1);
            }
        }
    }

    @Test
    void aSequenceIsNotSoughtInSeveralInputs() throws IOException {
        List<Path> inputs = List.of(folder, segments.get(0));
        try (JournalReader reader = JournalReader.open(JournalFiles.disk(), inputs, ReadOptions.TAIL)) {
            assertThatThrownBy(() -> reader.seekSequence(5))
                    .isInstanceOf(IOException.class)
                    .hasMessage("record 5 can be looked for in one journal, not in 2 inputs");
        }
    }

    @Test
    void damageBeforeThePlaceThatIsSoughtIsPassedOver() throws IOException {
        byte[] bytes = Files.readAllBytes(segments.get(0));
        bytes[500] ^= 1;
        Files.write(segments.get(0), bytes);
        long target = SegmentName.firstSequence(segments.get(1), ".pcj").orElseThrow() - 3;
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.TAIL)) {
            reader.seekSequence(target);
            List<String> records = JournalFixture.records(reader);
            assertThat(reader.damage()).isEmpty();
            assertThat(records).isEqualTo(all.subList(all.size() - records.size(), all.size()));
            assertThat(JournalFixture.sequence(records.get(0))).isLessThanOrEqualTo(target);
        }
    }

    private record Answer(int records, String first, int hash) {}

    private static Answer answer(List<String> records) {
        return new Answer(records.size(), records.isEmpty() ? "" : records.get(0), records.hashCode());
    }

    private List<Answer> answers() throws IOException {
        List<Answer> answers = new ArrayList<>();
        long last = Long.parseLong(all.get(all.size() - 1).replaceAll(".*@(\\d+) .*", "$1"));
        for (int i = 0; i <= 8; i++) {
            try (JournalReader reader = JournalReader.open(folder, ReadOptions.TAIL)) {
                reader.seekSequence((long) all.size() * i / 8);
                answers.add(answer(JournalFixture.records(reader)));
            }
        }
        for (int i = 0; i <= 8; i++) {
            try (JournalReader reader = JournalReader.open(folder, ReadOptions.TAIL)) {
                reader.seekTime(Traffic.EPOCH + (last - Traffic.EPOCH) / 8 * i);
                answers.add(answer(JournalFixture.records(reader)));
            }
        }
        return answers;
    }
}
