package dev.pcfstap.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.SyncPolicy;
import dev.pcfstap.wal.WalFormatName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a journal decodes to the lines that it decoded to before. */
class FilteredJournalTest {
    private static final String EVERYTHING =
            "dir in (request, data, response) or kind in (open, close, note, exchange)";
    private static final List<String> FILTERS = List.of(
            "op = ReadFile",
            "op = WriteFile",
            "op in (OpenFile, StatFile)",
            "op = ReadFolder or op = CloseFolder",
            "path ~ *.xml",
            "path ~ \"/%DISC_EMU_DIR/**\"",
            "rc = PATH_NOT_EXIST",
            "failed",
            "latency > 300us",
            "time >= +1s and time < +4s",
            "dir = request and op = ReadFile",
            "dir = response and latency < 200us",
            "dir = data",
            "stream = 2",
            "stream in (1, 3) and op = QueryPath",
            "unknown",
            "eof or short or guess or settled",
            "note = resumed",
            "kind = note",
            "kind = close",
            "op = Ping",
            "exchange in (2, 5, 9)",
            "fd = 3 and bytes > 100");

    @TempDir
    Path folder;

    private final Map<String, List<String>> originals = new HashMap<>();
    private int journals;

    @ParameterizedTest
    @EnumSource(Golden.class)
    void goldensKeepTheLinesOfEveryFilter(Golden golden) throws Exception {
        Path original = journal(golden.tape(), 1, 0);
        for (String filter : FILTERS) {
            FilteredJournal.Outcome outcome = check(original, filter);
            assertThat(outcome.wholeStreams()).as(filter).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void everythingIsTheSameWal(Golden golden) throws Exception {
        Path original = journal(golden.tape(), 2, 0);
        Path copy = filtered(original, EVERYTHING);
        for (WalFormatName format : WalFormatName.values()) {
            assertThat(Captured.lines(copy, format)).isEqualTo(Captured.lines(original, format));
        }
    }

    @Test
    void generatedConversationsKeepTheLinesOfEveryFilter() throws Exception {
        Counts counts = checkMany(new ConversationGenerator(4, 25, 50, 0), 100, 0);
        assertThat(counts.cut).isGreaterThan(300);
        assertThat(counts.whole).isZero();
    }

    @Test
    void corruptedConversationsKeepTheLinesOfEveryFilter() throws Exception {
        Counts counts = checkMany(new ConversationGenerator(3, 20, 40, 100), 100, 0);
        assertThat(counts.cut).isGreaterThan(300);
        assertThat(counts.whole).isLessThan(counts.cut / 20);
    }

    @Test
    void conversationsWithGapsKeepTheLinesOfEveryFilter() throws Exception {
        Counts counts = checkMany(new ConversationGenerator(3, 30, 40, 20), 100, 20);
        assertThat(counts.cut).isGreaterThan(300);
        assertThat(counts.whole).isLessThan(counts.cut / 10);
    }

    @Test
    void junkIsFilteredWithoutAnException() throws Exception {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<TapeRecord> records = new ArrayList<>(List.of(TapeRecord.opened(1)));
            for (int i = 0; i < 30; i++) {
                byte[] junk = new byte[random.nextInt(400)];
                random.nextBytes(junk);
                Arrays.fill(junk, 0, Math.min(junk.length, random.nextInt(60)), (byte) 0);
                records.add(random.nextBoolean() ? TapeRecord.toHost(1, junk) : TapeRecord.toConsole(1, junk));
            }
            Path original = journal(new Tape(records), seed, seed % 3 == 0 ? 9 : 0);
            for (String filter : List.of("unknown", "kind = note", "note = resumed", "dir = response", "op = Ping")) {
                check(original, filter);
            }
        }
    }

    @Test
    void aStreamNumberThatStandsForTwoStreamsStaysAsAWholeAndTheOthersAreCut() throws Exception {
        ConversationGenerator generator = new ConversationGenerator(2, 30, 0, 0);
        List<TapeRecord> records = new ArrayList<>();
        for (long seed = 0; seed < 2; seed++) {
            List<TapeRecord> life = generator.generate(seed).tape().records();
            records.addAll(
                    seed == 0
                            ? life
                            : life.stream().filter(of -> of.stream() == 1).toList());
        }
        Path original = journal(new Tape(records), 5, 0);
        for (String filter : FILTERS) {
            FilteredJournal.Outcome outcome = check(original, filter);
            assertThat(outcome.wholeStreams()).as(filter).isSubsetOf(1L);
        }
        assertThat(check(original, "op = Ping").streams()).isPositive();
        Path copy = filtered(original, "stream = 1");
        assertThat(Captured.lines(copy, WalFormatName.TAP))
                .isEqualTo(Captured.lines(original, WalFormatName.TAP, Filter.parse("stream = 1")));
    }

    /** On a stream with one request at a time only these can be needed by an operation. */
    @Test
    void onlyWhatIsNeededStaysBesideWhatWasSelected() throws Exception {
        ConversationGenerator generator = new ConversationGenerator(3, 40, 0, 0);
        Set<String> always = Set.of("Ping", "OpenFile", "OpenFolder", "CloseFile", "CloseFolder");
        Set<String> moving = Set.of("ReadFile", "WriteFile", "SetFilePos");
        int beside = 0;
        for (long seed = 0; seed < 60; seed++) {
            Path original = journal(generator.generate(seed).tape(), seed, 0);
            for (String filter : List.of("op in (StatFile, ReadFolder)", "failed", "op = ReadFile and exchange > 20")) {
                Path copy = filtered(original, filter);
                Filter selection = Filter.parse(filter);
                List<String> wanted = Captured.lines(original, WalFormatName.TAP, selection);
                boolean reads = wanted.stream().anyMatch(line -> line.contains("<-        READ"));
                for (String line : Captured.lines(copy, WalFormatName.TAP)) {
                    if (line.contains(" ->") && !line.matches(".* ->\\d+") && !wanted.contains(line)) {
                        String operation = line.replaceAll(".*? ->(\\w+).*", "$1");
                        assertThat(always.contains(operation) || (reads && moving.contains(operation)))
                                .as("seed %d, %s, beside it: %s", seed, filter, line)
                                .isTrue();
                        beside++;
                    }
                }
            }
        }
        assertThat(beside).isGreaterThan(50);
    }

    /** Half a journal would be taken for a whole one. */
    @Test
    void nothingIsLeftWhenTheDiskFails() throws Exception {
        Path original = journal(Golden.BOOT.tape(), 3, 0);
        Path copy = folder.resolve("copy");
        Path bystander = Files.writeString(Files.createDirectory(copy).resolve("notes.txt"), "mine");
        JournalFiles failing = (JournalFiles) Proxy.newProxyInstance(
                JournalFiles.class.getClassLoader(),
                new Class<?>[] {JournalFiles.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("forceFolder")) {
                        throw new IOException("injected");
                    }
                    return method.invoke(JournalFiles.disk(), arguments);
                });
        JournalPasses passes = new JournalPasses(failing, List.of(original), ReadOptions.STRICT);
        assertThatThrownBy(() -> FilteredJournal.write(
                        passes,
                        Filter.parse(EVERYTHING),
                        JournalOptions.in(copy).withSync(SyncPolicy.INTERVAL)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("calls on the disk failed");
        try (Stream<Path> left = Files.list(copy)) {
            assertThat(left).containsExactly(bystander);
        }
    }

    private static final class Counts {
        private int whole;
        private int cut;
    }

    private Counts checkMany(ConversationGenerator generator, long seeds, int gapEvery) throws Exception {
        Counts counts = new Counts();
        for (long seed = 0; seed < seeds; seed++) {
            Path original = journal(generator.generate(seed).tape(), seed, gapEvery);
            for (int i = 0; i < 4; i++) {
                FilteredJournal.Outcome outcome = check(original, FILTERS.get((int) ((seed * 4 + i) % FILTERS.size())));
                counts.whole += outcome.wholeStreams().size();
                counts.cut += outcome.streams() - outcome.wholeStreams().size();
            }
        }
        return counts;
    }

    private Path journal(Tape tape, long seed, int gapEvery) throws IOException {
        Path journal = folder.resolve("original-" + seed + "-" + ++journals);
        Captured.write(journal, tape, seed, gapEvery);
        return journal;
    }

    private Path filtered(Path original, String filter) throws Exception {
        Path copy = folder.resolve("copy" + ++journals);
        passes(original, filter, copy);
        return copy;
    }

    private static FilteredJournal.Outcome passes(Path original, String filter, Path copy) throws Exception {
        JournalPasses passes = new JournalPasses(JournalFiles.disk(), List.of(original), ReadOptions.STRICT);
        return FilteredJournal.write(passes, Filter.parse(filter), Captured.in(copy));
    }

    private static List<String> lines(Path journal, WalFormatName format) {
        try {
            return Captured.lines(journal, format);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FilteredJournal.Outcome check(Path original, String filter) throws Exception {
        Path copy = folder.resolve("copy" + ++journals);
        FilteredJournal.Outcome outcome = passes(original, filter, copy);
        String what = original.getFileName() + " " + filter;
        for (WalFormatName format : List.of(WalFormatName.TAP, WalFormatName.JSON)) {
            List<String> all = originals.computeIfAbsent(original + " " + format, any -> lines(original, format));
            List<String> left = Captured.lines(copy, format);
            List<String> wanted = Captured.lines(original, format, Filter.parse(filter));
            assertThat(Lines.isPartOf(left, all))
                    .as("%s: what is left is in the original", what)
                    .isTrue();
            assertThat(Lines.missing(wanted, left))
                    .as("%s: what was wanted is left", what)
                    .isEmpty();
        }
        return outcome;
    }
}
