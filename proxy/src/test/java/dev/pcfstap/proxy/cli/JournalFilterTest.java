package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.extract.CutPlan;
import dev.pcfstap.extract.JournalPasses;
import dev.pcfstap.extract.SpanReplacement;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.SnapshotConsumer;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.wal.WalFormatName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code journal filter} on a journal that a running proxy wrote. */
class JournalFilterTest extends OnRecordedJournal {
    JournalFilterTest() {
        super(4 << 10, "streams");
    }

    @Test
    void filterKeepsWhatIsSelectedAndWhatThatNeeds() throws Exception {
        Path some = folder.resolve("some");
        CommandRun run = run("filter", journal, "--where", "op = Rename", "--output", some);
        assertThat(run.code()).as("%s", run.errors()).isZero();
        List<String> live = Files.readAllLines(folder.resolve("live.wal"));
        List<String> renaming = live.stream()
                .filter(line -> line.contains("->Rename "))
                .map(line -> line.split(" ", -1)[1])
                .distinct()
                .toList();
        assertThat(renaming).isNotEmpty();
        assertThat(run.errors()).first().asString().startsWith("streams " + renaming.size() + ", records ");

        List<String> selected = decoded(journal, "--where", "op in (Rename, Ping)").stream()
                .filter(line -> line.startsWith("#") || renaming.contains(line.split(" ", -1)[1]))
                .toList();
        List<String> left = decoded(some);
        // A selection shows openings where its first operation stands; a journal, where they were.
        assertThat(left).containsExactlyInAnyOrderElementsOf(selected);
        assertThat(live).containsSubsequence(left);
        assertThat(run("cat", some).output()).contains(" omitted requests=").contains(" omitted requests=0 responses=");
        assertThat(run("info", some).output())
                .containsPattern("stream " + renaming.get(0) + " closed .*")
                .containsPattern("records: .*, omitted \\d+;");
        assertThat(run("verify", some).code()).isZero();
        Path exported = folder.resolve("some.pcapng");
        CommandRun.of("export", some, "--to", "pcapng", "-o", exported);
        assertThat(decoded(exported)).isEqualTo(left);

        assertThat(run("filter", journal, "--output", folder.resolve("other")).code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(run("filter", journal, "--stream", "1", "--output", some).code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
    }

    @Test
    void filterOfAFilteredJournalIsTheFilterOfBoth() throws Exception {
        Path once = folder.resolve("once");
        Path twice = folder.resolve("twice");
        Path both = folder.resolve("both");
        assertThat(run("filter", journal, "--where", "op in (ReadFile, StatFile)", "-o", once)
                        .code())
                .isZero();
        assertThat(run("filter", once, "--where", "op = StatFile", "-o", twice).code())
                .isZero();
        assertThat(run("filter", journal, "--where", "op = StatFile", "-o", both)
                        .code())
                .isZero();
        assertThat(decoded(twice)).isEqualTo(decoded(both)).anyMatch(line -> line.contains("->StatFile "));
    }

    @Test
    void filterOfAPrunedJournalKeepsWhatWasOpen() throws Exception {
        List<Path> segments = segments(journal);
        for (Path pruned : segments.subList(0, segments.size() / 2)) {
            Files.delete(pruned);
        }
        Path some = folder.resolve("some");
        CommandRun run = run("filter", journal, "--where", "op = StatFile", "--output", some);
        assertThat(run.code()).as("%s", run.errors()).isZero();
        List<String> stats = decoded(journal, "--where", "op = StatFile").stream()
                .filter(line -> line.contains(" #"))
                .toList();
        assertThat(stats).anyMatch(line -> line.contains("->StatFile     {path=/"));
        assertThat(decoded(some)).containsAll(stats);
        assertThat(decoded(journal)).containsSubsequence(decoded(some));
    }

    @Test
    void aFilteredJournalThatIsPrunedDecodesWithPathsAndNumbersAsBefore() throws Exception {
        Path some = folder.resolve("some");
        Path filtered = folder.resolve("filtered");
        assertThat(run("filter", journal, "--where", "op in (ReadFile, WriteFile, StatFile)", "-o", some)
                        .code())
                .isZero();
        // The same in segments that are small enough to have several.
        JournalPasses passes = new JournalPasses(JournalFiles.disk(), List.of(some), ReadOptions.TAIL);
        passes.play(new PcfsDecoder(DecoderLimits.DEFAULT, event -> {}), SnapshotConsumer.NONE);
        passes.write(JournalOptions.in(filtered).withSegmentBytes(4 << 10), new CutPlan(), SpanReplacement.NONE);
        List<String> whole = decoded(filtered);
        assertThat(whole).isEqualTo(decoded(some));
        assertThat(segments(filtered)).hasSizeGreaterThan(3);

        Files.delete(segments(filtered).get(0));
        Files.delete(segments(filtered).get(0));
        List<String> left = decoded(filtered).stream()
                .filter(line -> !line.startsWith("#") && !line.contains(" note  restored"))
                .toList();
        assertThat(left).hasSizeGreaterThan(10).isEqualTo(whole.subList(whole.size() - left.size(), whole.size()));
    }

    @Test
    void filterSaysWhatSeveralJournalsInOneFileHide() throws Exception {
        Path another = folder.resolve("another");
        RecordedSession.play(
                JournalOptions.in(another).withSegmentBytes(4 << 10),
                folder.resolve("another.wal"),
                WalFormatName.TAP,
                Golden.of("streams").tape());
        Files.delete(segments(another).get(0));
        Path joined = folder.resolve("joined.pcj");
        assertThat(run("concat", journal, another, "-o", joined, "--mode", "salvage")
                        .code())
                .isIn(0, ExitCode.INCOMPLETE);
        CommandRun run = run("filter", joined, "--where", "op = StatFile", "--output", folder.resolve("some"));
        assertThat(run.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.errors()).anyMatch(line -> line.contains("began before its journal does"));
        assertThat(decoded(folder.resolve("some"))).anyMatch(line -> line.contains("->StatFile "));
    }

    private List<String> decoded(Path from, Object... more) throws IOException {
        Path wal = folder.resolve("decoded.wal");
        CommandRun run =
                CommandRun.of(Stream.concat(Stream.of("decode", from, "--wal", wal, "--force"), Stream.of(more))
                        .toArray());
        assertThat(run.code()).as("%s", run.errors()).isZero();
        return Files.readAllLines(wal);
    }
}
