package dev.pcfstap.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no filter is refused in one line that says where, what and what would be right. */
class FilterSyntaxTest {

    private static FilterSyntaxException refusal(String text) {
        FilterSyntaxException refusal = catchThrowableOfType(FilterSyntaxException.class, () -> Filter.parse(text));
        assertThat(refusal).as(text).isNotNull();
        return refusal;
    }

    @ParameterizedTest(name = "{index} {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                      | 1  | expected a field, a flag, not or (, found the end (the filter is empty)
            op = Ping pth = /x      | 11 | expected and, or, or the end, found 'pth' (near: op = Ping pth = /x)
            op = Ping and pth = /x  | 15 | there is no field or flag 'pth', did you mean path?; fields are op, path, stream, exchange, fd, rc, latency, size, bytes, time, dir, kind, note, reason; flags are failed, unknown, unanswered, eof, short, skew, guess, settled (near: op = Ping and pth = /x)
            op = ReadFil            | 6  | there is no op 'ReadFil', did you mean ReadFile?; known are CreateFolder, OpenFolder, ReadFolder, RewindFolder, CloseFolder, OpenFile, ReadFile, WriteFile, SetFilePosition, StatFile, CloseFile, Remove, Rename, QueryPath, ChangeOwner, ChangeMode, Ping, Unknown
            note in (gap, gab)      | 15 | there is no note 'gab', did you mean gap?; known are unmatched-response, lost-boundary, resumed, gap, truncated, oversized
            dir = up                | 7  | there is no dir 'up'; known are request, data, response (near: dir = up)
            kind = notes            | 8  | did you mean note?; known are exchange, note, open, close
            rc = PATH_NOT_EXISTS    | 6  | rc 'PATH_NOT_EXISTS': there is no such return code, did you mean PATH_NOT_EXIST?; known are numbers and SUCCESS, FOLDER_REQUIRED, FS_ERROR, TOO_BIG, PATH_NOT_EXIST, RENAME_DONE, NO_MORE_ITEMS
            rc = fff0ffe9           | 6  | did you mean 0xfff0ffe9?
            rc = 4294967296         | 6  | that is not within 0 to 4294967295
            rc > 3                  | 4  | rc takes = != in, found '>'
            op ~ *Folder            | 4  | op takes = != in, found '~'
            path < /a               | 6  | path takes = != ~ !~ in, found '<'
            time = 2026-11-20       | 6  | time takes < <= > >=, found '='
            time in (2026-11-20)    | 6  | time takes < <= > >=, found 'in'
            time > noon             | 8  | that is not a time; write 2026-11-20T21:40:48.5Z
            time > 2026-02-30       | 8  | that is not a time
            time > +5               | 8  | that is not a duration
            latency > 5             | 11 | latency '5': that is not a duration; write a number and a unit: ns, us, ms, s, m, h
            latency > 5min          | 11 | there is no such unit; known are ns, us, ms, s, m, h
            latency > 99999999999h  | 11 | that is too much
            size > 5MB              | 8  | there is no such unit; known are B, KiB, MiB, GiB
            fd = 99999999999        | 6  | that is not within -2147483648 to 2147483647
            stream = one            | 10 | that is not a whole number; write 12 or 0xc
            op                      | 3  | expected one of = != in after op, found the end (at the end of: op)
            stream Ping             | 8  | expected one of = != < <= > >= in after stream, found 'Ping'
            op =                    | 5  | expected a value for op, found the end
            op = and failed         | 6  | expected a value for op, found 'and'
            op in Ping              | 7  | expected (, found 'Ping'
            op in ()                | 8  | expected a value for op, found ')'
            op in (Ping             | 12 | expected ), found the end
            (op = Ping              | 11 | expected ), found the end
            op = Ping)              | 10 | expected and, or, or the end, found ')'
            op not Ping             | 4  | expected one of = != in after op, found 'not'
            "op" = Ping             | 1  | expected a field, a flag, not or (, found 'op'
            path = "/a              | 8  | the quote " is not closed
            path = "/a\\q"          | 11 | there is no such escape; there are \\n \\r \\t \\\\ \\" \\' \\xNN
            path = "/a\\x1"         | 11 | \\x needs two hex digits
            path ~ /a[b             | 8  | the set [ is not closed with ]
            path ~ /a[z-b]          | 8  | a range of the set [ ends before it begins
            """)
    void aMistakeIsExplained(String text, int column, String message) {
        FilterSyntaxException refusal = refusal(text);

        assertThat(refusal.column()).as(refusal.getMessage()).isEqualTo(column);
        assertThat(refusal).hasMessageStartingWith("column " + column + ": ").hasMessageContaining(message);
    }

    @Test
    void theTextAroundAMistakeIsCutToWhatMatters() {
        String text = "op = Ping and ".repeat(10) + "oops = 1" + " and op = Ping".repeat(10);

        assertThat(refusal(text))
                .hasMessageEndingWith("(near: ...g and op = Ping and oops = 1 and op = Ping and op ...)");
    }

    @Test
    void aMessageIsOneLineWhateverTheTextHolds() {
        String message =
                refusal("op = \"a\nb\r\u2028\u001b[31m\u202e\ud800\" and").getMessage();

        assertThat(message).contains("'a?b???[31m??'").doesNotContainPattern("[\\p{Cntrl}\\u2028\\u202e]");
    }

    @Test
    void whatNobodyWritesIsRefusedBeforeItExhaustsTheStack() {
        assertThat(refusal("(".repeat(100_000)))
                .hasMessageContaining("more than 100 parentheses and nots are inside one another");
        assertThat(refusal("not ".repeat(100_000) + "failed").column()).isEqualTo(401);
        assertThat(refusal("stream = " + "9".repeat(100_000))).hasMessageContaining("that is too long for a number");
        for (String number : new String[] {"latency > ", "time > +", "size > ", "time > "}) {
            assertThat(refusal(number + "1m".repeat(100_000))).hasMessageContaining("that is too long for a number");
        }
    }

    @Test
    void aLongFilterIsNoProblem() throws FilterSyntaxException {
        Filter filter = Filter.parse("failed" + " or op = Ping and eof".repeat(50_000));

        assertThat(Filter.parse(filter.toString())).isEqualTo(filter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "op=Ping",
                "op=Ping and(path!=/a)",
                "op in(Ping,Remove)or failed",
                "path!~/a",
                "rc!=0",
                "not(failed)"
            })
    void spacesAreNeededOnlyBetweenWords(String text) throws FilterSyntaxException {
        assertThat(Filter.parse(text)).isNotNull();
    }

    @ParameterizedTest(name = "{index} {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OP=ping                        | op = Ping
            op in ( setfilepos )           | op = SetFilePosition
            (stream = s3) AND (FAILED)     | stream = 3 and failed
            not ( fd=0x10 and eof )        | not (fd = 16 and eof)
            rc = 0xFFF0FFE9 or rc = 0x3e8  | rc = PATH_NOT_EXIST or rc = 0x000003e8
            latency > 0.5ms                | latency > 500us
            latency > 1m30s                | latency > 90s
            size > 1.5KiB                  | size > 1536
            size < 0x7fffffffffffffff      | size < 9223372036854775807
            bytes = 9223372036854775807    | bytes = 9223372036854775807
            time > 2026-11-20T23:00+01:00  | time > 2026-11-20T22:00:00Z
            time > +1m0.5s                 | time > +60500ms
            path = '/a"b'                  | path = "/a\\"b"
            path = "/ä\\xe4\\n"            | path = "/ä\\xe4\\x0a"
            path = "in"                    | path = "in"
            path ~ "/a/[!=]**"             | path ~ "/a/[!=]**"
            """)
    void aFilterPrintsInOneWay(String text, String printed) throws FilterSyntaxException {
        assertThat(Filter.parse(text)).hasToString(printed).isEqualTo(Filter.parse(printed));
    }

    @Test
    void everyExampleOfTheDocumentIsAFilter() throws IOException, FilterSyntaxException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "filter.md"));
        int from = lines.indexOf("```") + 1;
        List<String> examples =
                lines.subList(from, from + lines.subList(from, lines.size()).indexOf("```"));

        assertThat(examples).hasSizeGreaterThanOrEqualTo(10);
        for (String example : examples) {
            assertThat(Filter.parse(example)).as(example).isNotNull();
        }
    }

    @Test
    void theDocumentHasEveryFieldAndFlag() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "filter.md"));

        for (NumberField field : NumberField.values()) {
            assertThat(document).contains("| `" + field.token() + "` |");
        }
        for (NameField field : NameField.values()) {
            assertThat(document).contains("| `" + field.token() + "` |");
        }
        for (Flag flag : Flag.values()) {
            assertThat(document).contains("| `" + flag.token() + "` |");
        }
    }

    @Test
    void twoFiltersBecomeOneAsIfTheyWereWrittenSo() throws Exception {
        Filter both = Filter.parse("op = Ping or failed").and(Filter.parse("stream = 1 and eof"));
        assertThat(both).isEqualTo(Filter.parse("(op = Ping or failed) and stream = 1 and eof"));
        Filter deep = Filter.parse("not ".repeat(99) + "failed");
        assertThat(deep.and(Filter.parse("stream = 1")).toString()).startsWith("not not ");
    }
}
