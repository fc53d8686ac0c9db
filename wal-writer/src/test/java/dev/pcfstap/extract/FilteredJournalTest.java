package dev.pcfstap.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.fixtures.tape.Conversation;
import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.wal.WalFormatName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    private int journals;

    @ParameterizedTest
    @EnumSource(Golden.class)
    void goldensKeepTheLinesOfEveryFilter(Golden golden) throws Exception {
        Path original = journal(golden.tape(), 1);
        for (String filter : FILTERS) {
            FilteredJournal.Outcome outcome = check(original, filter);
            assertThat(outcome.wholeStreams()).as(filter).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void everythingIsTheSameWal(Golden golden) throws Exception {
        Path original = journal(golden.tape(), 2);
        Path copy = filtered(original, EVERYTHING);
        for (WalFormatName format : WalFormatName.values()) {
            assertThat(Captured.lines(copy, format)).isEqualTo(Captured.lines(original, format));
        }
    }

    @Test
    void generatedConversationsKeepTheLinesOfEveryFilter() throws Exception {
        ConversationGenerator generator = new ConversationGenerator(4, 25, 50, 0);
        int whole = 0;
        int cut = 0;
        for (long seed = 0; seed < 150; seed++) {
            Conversation conversation = generator.generate(seed);
            Path original = journal(conversation.tape(), seed);
            for (int i = 0; i < 4; i++) {
                String filter = FILTERS.get((int) ((seed * 4 + i) % FILTERS.size()));
                FilteredJournal.Outcome outcome = check(original, filter);
                whole += outcome.wholeStreams().size();
                cut += outcome.streams() - outcome.wholeStreams().size();
            }
        }
        assertThat(whole).isZero();
        assertThat(cut).isGreaterThan(300);
    }

    @Test
    void corruptedConversationsKeepTheLinesOfEveryFilter() throws Exception {
        ConversationGenerator generator = new ConversationGenerator(3, 20, 40, 100);
        int whole = 0;
        int cut = 0;
        for (long seed = 0; seed < 150; seed++) {
            Path original = journal(generator.generate(seed).tape(), seed);
            for (int i = 0; i < 4; i++) {
                String filter = FILTERS.get((int) ((seed * 4 + i) % FILTERS.size()));
                FilteredJournal.Outcome outcome = check(original, filter);
                whole += outcome.wholeStreams().size();
                cut += outcome.streams() - outcome.wholeStreams().size();
            }
        }
        assertThat(cut).isGreaterThan(300);
        assertThat(whole).isLessThan(cut / 20);
    }

    private Path journal(Tape tape, long seed) throws IOException {
        Path journal = folder.resolve("original" + ++journals);
        Captured.write(journal, tape, seed);
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

    private FilteredJournal.Outcome check(Path original, String filter) throws Exception {
        Path copy = folder.resolve("copy" + ++journals);
        FilteredJournal.Outcome outcome = passes(original, filter, copy);
        String what = original.getFileName() + " " + filter;
        for (WalFormatName format : List.of(WalFormatName.TAP, WalFormatName.JSON)) {
            List<String> all = Captured.lines(original, format);
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
