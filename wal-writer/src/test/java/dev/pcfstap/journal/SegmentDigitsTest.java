package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Early versions named segments in the digits of the locale; names are the same everywhere now, and those are read. */
class SegmentDigitsTest {
    private static final int ARABIC_ZERO = 0x0660;

    @TempDir
    Path folder;

    @Test
    void namesAreInAsciiDigitsWhateverTheLocale() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            JournalFixture.write(folder, 1, 40, 200, 4000);
            JournalFixture.write(folder, 2, 40, 200, 4000);
        } finally {
            Locale.setDefault(before);
        }

        assertThat(names()).hasSizeGreaterThan(4).allMatch(name -> name.matches("\\p{ASCII}+"));
        assertThat(names()).noneMatch(name -> name.endsWith(".broken"));
    }

    @Test
    void aJournalInArabicDigitsIsReadVerifiedAndSoughtIn() throws IOException {
        JournalFixture.write(folder, 3, 40, 200, 4000);
        List<String> records = JournalFixture.records(folder, ReadOptions.STRICT);
        renameToArabicDigits();

        assertThat(JournalFixture.records(folder, ReadOptions.STRICT)).isEqualTo(records);
        assertThat(JournalSummary.read(JournalFiles.disk(), List.of(folder)).whole())
                .isTrue();
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.STRICT)) {
            reader.seekSequence(records.size() / 2);
            assertThat(JournalFixture.records(reader))
                    .hasSizeLessThan(records.size())
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void aJournalInArabicDigitsIsContinuedUnderItsOwnIdAndThenHasTheUsualNames() throws IOException {
        JournalFixture.write(folder, 4, 40, 200, 4000);
        List<String> before = JournalFixture.records(folder, ReadOptions.STRICT);
        renameToArabicDigits();

        JournalFixture.write(folder, 5, 10, 200, 4000);

        List<String> after = JournalFixture.records(folder, ReadOptions.STRICT);
        assertThat(after).hasSizeGreaterThan(before.size()).containsAll(before);
        assertThat(JournalSummary.read(JournalFiles.disk(), List.of(folder)).whole())
                .isTrue();
        assertThat(names()).allMatch(name -> name.matches("\\p{ASCII}+")).noneMatch(name -> name.endsWith(".broken"));
    }

    @Test
    void segmentsInDifferentDigitsAreInTheOrderOfTheirSequences() throws IOException {
        List<Path> segments = JournalFixture.write(folder, 6, 60, 200, 4000);
        assertThat(segments).hasSizeGreaterThan(3);
        List<String> records = JournalFixture.records(folder, ReadOptions.STRICT);
        rename(segments.get(0));
        rename(segments.get(2));

        assertThat(JournalFixture.records(folder, ReadOptions.STRICT)).isEqualTo(records);
    }

    private void renameToArabicDigits() throws IOException {
        for (String name : names()) {
            if (name.endsWith(SegmentName.SEGMENT_SUFFIX) || name.endsWith(SegmentName.INDEX_SUFFIX)) {
                rename(folder.resolve(name));
            }
        }
    }

    private static void rename(Path file) throws IOException {
        StringBuilder name = new StringBuilder();
        SegmentName.fileName(file)
                .chars()
                .forEach(c -> name.append((char) (c >= '0' && c <= '9' ? c - '0' + ARABIC_ZERO : c)));
        Files.move(file, file.resolveSibling(name.toString()));
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(SegmentName.fileName(file)));
        }
        return names;
    }
}
