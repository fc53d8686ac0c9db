package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.tap.Omission;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalToolsTest {
    @TempDir
    Path folder;

    private final JournalFiles disk = JournalFiles.disk();

    @Test
    void aSummaryCountsEverythingAndNamesTheDamage() throws IOException {
        List<Path> segments = JournalFixture.write(folder, 1, 100, 200, 8000);
        List<String> all = JournalFixture.records(folder, ReadOptions.STRICT);

        JournalSummary whole = JournalSummary.read(disk, List.of(folder));
        assertThat(whole.whole()).isTrue();
        assertThat(whole.segments())
                .extracting(JournalSummary.SegmentSummary::file)
                .isEqualTo(segments);
        assertThat(whole.records().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(all.size());

        Files.move(segments.get(1), segments.get(1).resolveSibling("00000000000000000017.pcj"));
        flip(segments.get(2), 700);
        JournalSummary damaged = JournalSummary.read(disk, List.of(folder));
        assertThat(damaged.damage()).extracting(Damage::line).anyMatch(line -> line.contains("the name states"));
        assertThat(damaged.damage()).anyMatch(damage -> damage.file().equals(segments.get(2)));
    }

    @Test
    void recoveryWritesWhatIsIntactToANewFolderAndLeavesTheSourceAlone() throws IOException {
        List<Path> segments = JournalFixture.write(folder.resolve("j"), 2, 100, 200, 8000);
        flip(segments.get(1), 3000);
        byte[] before = Files.readAllBytes(segments.get(1));
        List<String> intact = JournalFixture.records(folder.resolve("j"), ReadOptions.SALVAGE);

        JournalTools.Written written =
                JournalTools.recoverInto(disk, List.of(folder.resolve("j")), folder.resolve("new"));

        assertThat(JournalFixture.records(folder.resolve("new"), ReadOptions.SALVAGE))
                .isEqualTo(intact);
        assertThat(written.damage()).hasSize(1);
        assertThat(written.records()).isEqualTo(intact.size());
        assertThat(Files.readAllBytes(segments.get(1))).isEqualTo(before);
        for (Path file : written.files()) {
            assertThat(JournalSummary.read(disk, List.of(file)).whole()).isTrue();
        }
        assertThatThrownBy(() -> JournalTools.recoverInto(disk, List.of(folder.resolve("j")), folder.resolve("new")))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void recoveryCutsNoStreamOffBehindAHole() throws IOException {
        List<Path> segments = JournalFixture.write(folder.resolve("j"), 2, 100, 200, Long.MAX_VALUE);
        flip(segments.get(0), 3000);

        List<Path> pieces = JournalTools.recoverInto(disk, List.of(folder.resolve("j")), folder.resolve("new"))
                .files();
        Path joined = folder.resolve("joined.pcj");
        JournalTools.concat(disk, List.of(folder.resolve("j")), joined, ReadOptions.SALVAGE);

        assertThat(pieces).hasSize(2);
        for (List<Path> recovered : List.of(pieces, List.of(joined))) {
            try (JournalReader reader = JournalReader.open(disk, recovered, ReadOptions.SALVAGE)) {
                JournalFixture.records(reader);
                assertThat(reader.writersStarted()).isEqualTo(1);
            }
        }
    }

    @Test
    void recoveryInPlaceKeepsTheDamagedFileBeside() throws IOException {
        List<Path> segments = JournalFixture.write(folder, 3, 100, 200, 8000);
        flip(segments.get(1), 3000);
        byte[] broken = Files.readAllBytes(segments.get(1));
        List<String> intact = JournalFixture.records(folder, ReadOptions.SALVAGE);

        JournalTools.Written written = JournalTools.recoverInPlace(disk, folder);

        assertThat(JournalFixture.records(folder, ReadOptions.SALVAGE)).isEqualTo(intact);
        assertThat(written.kept()).hasSize(1);
        assertThat(Files.readAllBytes(written.kept().get(0))).isEqualTo(broken);
        assertThat(JournalSummary.read(disk, List.of(folder)).damage())
                .hasSize(1)
                .allMatch(damage -> damage.kind() == Damage.Kind.MISSING);
    }

    @Test
    void recoveryRefusesSeveralJournalsBeforeItWritesAnything() throws IOException {
        JournalFixture.write(folder.resolve("a"), 4, 30, 100, 2000);
        JournalFixture.write(folder.resolve("b"), 5, 30, 100, 2000);
        List<Path> inputs = List.of(folder.resolve("a"), folder.resolve("b"));

        assertThatThrownBy(() -> JournalTools.recoverInto(disk, inputs, folder.resolve("new")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("only one journal can be recovered at a time");
        assertThat(folder.resolve("new")).doesNotExist();

        Path second = SegmentFiles.ofFolder(disk, folder.resolve("b")).get(1);
        Files.copy(second, SegmentName.segment(folder.resolve("a"), 1_000_000));
        flip(SegmentFiles.ofFolder(disk, folder.resolve("a")).get(0), 500);
        List<Path> before = disk.list(folder.resolve("a"));
        assertThatThrownBy(() -> JournalTools.recoverInPlace(disk, folder.resolve("a")))
                .hasMessageContaining("only one journal can be recovered at a time");
        assertThat(disk.list(folder.resolve("a"))).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void recoveryInPlaceChangesNothingWhenANameIsTaken() throws IOException {
        List<Path> segments = JournalFixture.write(folder, 3, 100, 200, 8000);
        flip(segments.get(1), 3000);
        Files.copy(segments.get(0), SegmentName.segment(folder, 1_000_000));
        List<Path> before = disk.list(folder);

        assertThatThrownBy(() -> JournalTools.recoverInPlace(disk, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        SegmentName.segment(folder, 1_000_000).getFileName().toString());
        assertThat(disk.list(folder)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void aLostHeaderIsMadeFromTheNeighboursWhereverItStood() throws IOException {
        for (int spoilt = 0; spoilt < 3; spoilt++) {
            Path journal = folder.resolve("j" + spoilt);
            List<Path> segments = JournalFixture.write(journal, 3, 60, 200, 8000);
            int last = segments.size() - 1;
            Path segment = segments.get(spoilt == 2 ? last : spoilt);
            JournalId id = SegmentFiles.header(disk, segment).orElseThrow().journal();
            flip(segment, 20);
            if (spoilt == 1) {
                flip(segment, 3000);
            }

            Path copy = folder.resolve("new" + spoilt);
            JournalTools.recoverInto(disk, List.of(journal), copy);
            JournalTools.recoverInPlace(disk, journal);

            for (Path recovered : List.of(copy, journal)) {
                assertThat(SegmentFiles.ofFolder(disk, recovered))
                        .hasSizeGreaterThanOrEqualTo(last)
                        .allSatisfy(piece -> assertThat(SegmentFiles.header(disk, piece)
                                        .orElseThrow()
                                        .journal())
                                .isEqualTo(id));
            }
        }
    }

    @Test
    void concatenationOfJournalsReadsAsBothWithStreamsApart() throws IOException {
        JournalFixture.write(folder.resolve("a"), 4, 30, 100, 2000);
        JournalFixture.write(folder.resolve("b"), 5, 30, 100, 2000);
        Path both = folder.resolve("both.pcj");

        JournalTools.concat(disk, List.of(folder.resolve("a"), folder.resolve("b")), both, ReadOptions.STRICT);

        List<String> expected = new ArrayList<>(JournalFixture.records(folder.resolve("a"), ReadOptions.STRICT));
        expected.addAll(JournalFixture.records(folder.resolve("b"), ReadOptions.STRICT));
        assertThat(JournalFixture.records(both, ReadOptions.STRICT)).isEqualTo(expected);
        RecordingSink sink = new RecordingSink();
        try (JournalReader reader = JournalReader.open(both, ReadOptions.STRICT)) {
            new JournalSource(reader, sink, SnapshotConsumer.NONE).play();
        }
        List<String> opened = sink.lines.stream()
                .filter(line -> line.contains(" open "))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
        assertThat(opened).doesNotHaveDuplicates();
        assertThatThrownBy(() -> JournalTools.concat(disk, List.of(both), both, ReadOptions.STRICT))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void recordsPrintAsLinesThatCannotForgeOthers() throws IOException {
        JournalOptions options = JournalOptions.in(folder);
        JournalSink sink = JournalFixture.sink(disk, options, Traffic.EPOCH);
        sink.noted(0, Traffic.EPOCH, "evil\n7 forged \u001b[31m");
        sink.omitted(7, Traffic.EPOCH, new Omission(3, 2, 400, 50));
        sink.batchEnded(Traffic.EPOCH);
        sink.stopped(Traffic.EPOCH);
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.STRICT)) {
            List<String> lines = new ArrayList<>();
            List<String> json = new ArrayList<>();
            while (reader.advance()) {
                while (reader.commit().nextRecord()) {
                    lines.add(RecordLine.text(reader.commit()));
                    json.add(RecordLine.json(reader.commit()));
                }
            }
            assertThat(lines)
                    .containsExactly(
                            "0 2026-09-21T14:13:20Z s0 snapshot bytes=0",
                            "1 2026-09-21T14:13:20Z s0 mark evil\\x0a7 forged \\x1b[31m",
                            "2 2026-09-21T14:13:20Z s7 omitted requests=3 responses=2 to_host=400 to_console=50");
            assertThat(json.get(1)).startsWith("{\"sequence\":1,\"ts\":\"2026-09-21T14:13:20Z\",\"stream\":0,");
        }
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 1;
        Files.write(file, bytes);
    }
}
