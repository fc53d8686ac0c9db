package dev.pcfstap.filter;

import static dev.pcfstap.filter.Session.code;
import static dev.pcfstap.filter.Session.openFile;
import static dev.pcfstap.filter.Session.ping;
import static dev.pcfstap.filter.Session.read;
import static dev.pcfstap.filter.Session.readError;
import static dev.pcfstap.filter.Session.readFile;
import static dev.pcfstap.filter.Session.remove;
import static dev.pcfstap.filter.Session.rename;
import static dev.pcfstap.filter.Session.stat;
import static dev.pcfstap.filter.Session.statFile;
import static dev.pcfstap.filter.Session.unknown;
import static dev.pcfstap.filter.Session.writeFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.ReturnCodes;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every field, flag and operator over one session. */
class FilterTest {
    /**
     * Stream 1: 1 Ping; 2 OpenFile gives 3; 3 ReadFile to the end; 4 WriteFile of 4096; 5 a StatFile that fails; 6 Rename;
     * 7 unknown; 8 ReadFile cut short and guessed; 9 a ReadFile that fails; 10 without an answer. Stream 2: 1 Remove after
     * 10 ms; an answer that nobody asked for; a gap of 100,000 bytes.
     */
    private static final List<PcfsEvent> EVENTS = new Session()
            .opens(1)
            .asks(1, ping())
            .answers(1, new Reply.Pong(true, true))
            .asks(1, openFile("/%DISC_EMU_DIR/a.rpx"))
            .answers(1, new Reply.Opened(0, 3))
            .asks(1, readFile(3, "/%DISC_EMU_DIR/a.rpx", 65536))
            .answers(1, read(100, true, false))
            .asks(1, writeFile(3, "/%DISC_EMU_DIR/a.rpx", 4096))
            .sendsData(1)
            .answers(1, new Reply.Written(4096, 4096))
            .asks(1, statFile(4, "/b"))
            .answers(1, code(ReturnCodes.PATH_NOT_EXIST))
            .asks(1, rename("/b", "/sys/c"))
            .answers(1, code(ReturnCodes.RENAME_DONE))
            .asks(1, unknown(9))
            .answers(1, new Reply.Unknown(Session.raw(9), "for a test"))
            .asks(1, readFile(3, null, 512))
            .answers(1, read(512, false, true), Evidence.GUESSED)
            .asks(1, readFile(3, null, 512))
            .answers(1, readError(ReturnCodes.FS_ERROR), Evidence.SETTLED)
            .asks(1, statFile(5, "/d"))
            .opens(2)
            .asks(2, remove("/sys/e.txt"))
            .later(10_000_000)
            .answers(2, code(5))
            .answersUnasked(2)
            .notes(2, NoteKind.GAP, 100_000)
            .asks(2, statFile(5, "/f"))
            .answers(2, stat())
            .closes(2)
            .closes(1)
            .events();

    /** The exchanges, notes, openings and closings that a filter selects, each once. */
    private static String selected(String filter) throws FilterSyntaxException {
        java.util.ArrayList<PcfsEvent> selected = new java.util.ArrayList<>();
        FilteredEvents filtered = new FilteredEvents(
                Filter.parse("(" + filter + ") and kind in (exchange, note, open, close)"), selected::add);
        EVENTS.forEach(filtered);
        filtered.finish();
        return selected.stream()
                .map(Session::shown)
                .map(word -> word.replaceAll("[<>]+$", "").replace("s1#", "#"))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            op = Ping                                      | #1
            OP = ping                                      | #1
            op != ReadFile and stream = 1                  | #1 #2 #4 #5 #6 #7 #10
            op in (Ping, Remove)                           | #1 s2#1
            op not in (Ping, StatFile, ReadFile) and stream = 1 | #2 #4 #6 #7
            op = SetFilePos or op = "SetFilePosition" or op = 'Unknown' | #7
            path = /b                                      | #5 #6
            path = /sys/c                                  | #6
            path = "/%DISC_EMU_DIR/a.rpx" and op = OpenFile | #2
            path != /b and stream = 1                      | #2 #3 #4 #10
            path in (/b, /d)                               | #5 #6 #10
            path not in (/b, /d) and stream = 1            | #2 #3 #4
            path ~ /sys/*                                  | #6 s2#1
            path ~ /**                                     | #2 #3 #4 #5 #6 #10 s2#1 s2#2
            path ~ *.rpx                                   | #2 #3 #4
            path !~ /sys/** and stream = 2                 | s2#2
            stream = 2 and kind = exchange                 | s2#1 s2#0 s2#2
            stream = s2 and stream > 1 and stream <= 2 and op = Remove | s2#1
            exchange = #2                                  | #2 s2#2
            exchange >= 9 and stream = 1                   | #9 #10
            fd = 3                                         | #2 #3 #4 #8 #9
            fd != 3                                        | #5 #10 s2#2
            fd < 5                                         | #2 #3 #4 #5 #8 #9
            rc = 0 and stream = 1                          | #1 #2 #3 #4 #8
            rc != SUCCESS                                  | #5 #6 #9 s2#1
            rc = path_not_exist                            | #5
            rc = 0xFFF0FFE9                                | #5
            rc = 4293984233                                | #5
            rc in (5, FS_ERROR)                            | #9 s2#1
            rc not in (0, 5, FS_ERROR)                     | #5 #6
            latency > 5ms                                  | s2#1
            latency >= 10ms and latency <= 0.01s           | s2#1
            latency < 2000us and stream = 2                | s2#2
            latency = 1ms and stream = 1                   | #1 #2 #3 #5 #6 #7 #8 #9
            latency = 2000000ns                            | #4
            size >= 64KiB                                  | #3
            size = 4096 or size = 0.5KiB                   | #4 #8 #9
            bytes = 4KiB                                   | #4
            bytes < 1000                                   | #3 #8
            bytes > 64KiB                                  | s2!gap
            time < 2026-11-20T21:40:48.003Z                | s1+ #1
            time < +3ms                                    | s1+ #1
            time > 2026-11-20T21:40:48.0375                | s1.
            time <= 2026-11-20T22:40:48+01:00              | s1+
            time < 2026-11-20                              | ``
            time >= 2026-11-20 and op = Ping               | #1
            time > 2026-11-20T21:41                        | ``
            kind = note                                    | s2!gap
            kind in (open, close)                          | s1+ s2+ s2. s1.
            kind != exchange and stream = 2                | s2+ s2!gap s2.
            note = gap                                     | s2!gap
            note != gap                                    | ``
            note = lost-boundary                           | ``
            reason = client                                | s2. s1.
            failed                                         | #5 #9 s2#1
            unknown                                        | #7 s2#0
            unanswered                                     | #10
            eof                                            | #3
            short                                          | #8
            guess                                          | #8
            settled                                        | #9
            """)
    void aTestSelectsWhatItSays(String filter, String expected) throws FilterSyntaxException {
        assertThat(selected(filter)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            op = Ping or op = Rename and fd = 3            | #1
            (op = Ping or op = Rename) and fd = 3          | ''
            not op = Ping and exchange < 3 and stream = 1  | #2
            not (op = Ping and exchange < 3) and exchange = 1 | s2#1
            not not op = Ping                              | #1
            NOT kind = exchange AND NOT kind IN (open,close) | s2!gap
            """)
    void notBindsClosestThenAndThenOr(String filter, String expected) throws FilterSyntaxException {
        assertThat(selected(filter)).isEqualTo(expected);
    }

    @Test
    void aTestOfAFactThatIsMissingDoesNotHoldAndNotSelectsAllTheRest() throws FilterSyntaxException {
        assertThat(selected("stream = 2 and path = /f")).isEqualTo("s2#2");
        assertThat(selected("stream = 2 and path != /f")).isEqualTo("s2#1");
        assertThat(selected("stream = 2 and not path = /f")).isEqualTo("s2+ s2#1 s2#0 s2!gap s2.");
        assertThat(selected("stream = 2 and not (rc = 5 or rc != 5)")).isEqualTo("s2+ s2#0 s2!gap s2.");
    }

    @Test
    void aDirectionSelectsSingleEventsOfAnExchangeByTheFactsOfAllOfIt() throws FilterSyntaxException {
        Session session = new Session()
                .asks(1, writeFile(3, "/a", 10))
                .sendsData(1)
                .answers(1, code(ReturnCodes.FS_ERROR))
                .asks(1, ping())
                .answers(1, new Reply.Pong(true, true));

        assertThat(session.selectedBy("rc = FS_ERROR")).containsExactly("s1#1>", "s1#1>>", "s1#1<");
        assertThat(session.selectedBy("rc = FS_ERROR and dir = request")).containsExactly("s1#1>");
        assertThat(session.selectedBy("rc = FS_ERROR and dir in (data, response)"))
                .containsExactly("s1#1>>", "s1#1<");
        assertThat(session.selectedBy("dir != request")).containsExactly("s1#1>>", "s1#1<", "s1#2<");
    }

    @Test
    void aCompletedExchangeIsSelectedWhenAnyOfItsEventsIs() throws FilterSyntaxException {
        List<PcfsEvent> events =
                new Session().asks(1, ping()).answers(1, code(5)).events();
        PcfsEvent.Request request = (PcfsEvent.Request) events.get(0);
        PcfsEvent.Response response = (PcfsEvent.Response) events.get(1);
        CompletedExchange answered = new CompletedExchange(request, null, response);
        CompletedExchange unanswered = new CompletedExchange(request, null, null);

        assertThat(Filter.parse("rc = 5 and dir = request").selects(answered, 0))
                .isTrue();
        assertThat(Filter.parse("dir = data").selects(answered, 0)).isFalse();
        assertThat(Filter.parse("rc = 5").selects(unanswered, 0)).isFalse();
        assertThat(Filter.parse("unanswered").selects(unanswered, 0)).isTrue();
        assertThat(Filter.parse("op = Ping").selects(new CompletedExchange(null, null, response), 0))
                .isTrue();
        assertThat(Filter.parse("time >= +1s").selects(answered, Session.START_NANOS - 1_000_000_000))
                .isTrue();
        assertThat(Filter.parse("time > +1s").selects(answered, Session.START_NANOS - 1_000_000_000))
                .isFalse();
    }

    @Test
    void aFilterKnowsWhetherAnswersMatterToIt() throws FilterSyntaxException {
        assertThat(Filter.parse("op = Ping and not (path ~ /a or size > 4)").needsResponses())
                .isFalse();
        assertThat(Filter.parse("op = Ping or not (stream = 1 and rc = 0)").needsResponses())
                .isTrue();
        assertThat(Filter.parse("latency > 1s").needsResponses()).isTrue();
        assertThat(Filter.parse("failed").needsResponses()).isTrue();
    }
}
