package dev.pcfstap.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutPlanTest {
    private final CutPlan plan = new CutPlan();
    private final Calls calls = new Calls();

    @Test
    void chunksAreCutToWhatStaysWithTheirOwnTimes() {
        plan.omit(1, Direction.CONSOLE_TO_HOST, 2, 6, 1);
        CuttingSink sink = new CuttingSink(plan, SpanReplacement.NONE, calls);
        say(sink, 10, "abcd");
        say(sink, 20, "efgh");
        say(sink, 30, "ij");

        assertThat(calls.lines)
                .containsExactly(
                        "10 CONSOLE_TO_HOST ab",
                        "10 Omission[requests=1, responses=0, toHostBytes=4, toConsoleBytes=0]",
                        "20 CONSOLE_TO_HOST gh",
                        "30 CONSOLE_TO_HOST ij");
    }

    @Test
    void neighboursThatGoAreOneOmission() {
        plan.omit(1, Direction.HOST_TO_CONSOLE, 0, 3, 1);
        plan.omit(1, Direction.HOST_TO_CONSOLE, 3, 5, 0);
        plan.omit(1, Direction.HOST_TO_CONSOLE, 5, 8, 1);
        CuttingSink sink = new CuttingSink(plan, SpanReplacement.NONE, calls);
        for (int i = 0; i < 10; i++) {
            sink.received(1, Direction.HOST_TO_CONSOLE, i, new byte[] {(byte) ('0' + i)}, 0, 1);
        }

        assertThat(calls.lines)
                .containsExactly(
                        "0 Omission[requests=0, responses=2, toHostBytes=0, toConsoleBytes=8]",
                        "8 HOST_TO_CONSOLE 8",
                        "9 HOST_TO_CONSOLE 9");
    }

    /** Wherever the chunks are cut, the replacement comes with the chunk that holds the span's last byte. */
    @Test
    void aReplacementStandsWhereItsLastByteStood() {
        plan.replace(1, Direction.CONSOLE_TO_HOST, 3, 7, 42);
        plan.omit(1, Direction.CONSOLE_TO_HOST, 7, 8, 1);
        String said = "abcDEFGhij";
        for (int cut = 1; cut < said.length(); cut++) {
            Calls seen = new Calls();
            CuttingSink sink = new CuttingSink(
                    plan,
                    (stream, direction, begin, end, tag, timeNanos, to) ->
                            to.noted(stream, timeNanos, begin + ".." + end + " is " + tag),
                    seen);
            say(sink, 1, said.substring(0, cut));
            say(sink, 2, said.substring(cut));

            int last = cut >= 7 ? 1 : 2;
            int next = cut >= 8 ? 1 : 2;
            assertThat(String.join("", seen.kept)).as("cut at %d", cut).isEqualTo("abcij");
            assertThat(seen.lines).as("cut at %d", cut).containsSubsequence(last + " 3..7 is 42");
            assertThat(seen.lines)
                    .as("cut at %d", cut)
                    .containsSubsequence(
                            last + " 3..7 is 42",
                            next + " Omission[requests=1, responses=0, toHostBytes=1, toConsoleBytes=0]");
        }
    }

    @Test
    void aDroppedStreamLeavesNothingButTheNotesThatWereKept() {
        BitSet second = new BitSet();
        second.set(1);
        plan.drop(1);
        plan.keepNotes(1, second);
        plan.drop(2);
        CuttingSink sink = new CuttingSink(plan, SpanReplacement.NONE, calls);
        for (long stream = 1; stream <= 3; stream++) {
            sink.opened(stream, 1, new StreamAddresses("a", "b"));
            say(sink, stream, 2, "x");
            sink.gap(stream, new Gap(1, 2, 3, 4, 5));
            sink.omitted(stream, 3, new Omission(1, 2, 3, 4));
            sink.noted(stream, 4, "first of " + stream);
            sink.noted(stream, 5, "second of " + stream);
            sink.closed(stream, 6, CloseReason.CLIENT);
        }

        assertThat(calls.lines)
                .containsExactly(
                        "5 second of 1",
                        "1 open 3",
                        "2 CONSOLE_TO_HOST x",
                        "gap 3",
                        "3 Omission[requests=1, responses=2, toHostBytes=3, toConsoleBytes=4]",
                        "4 first of 3",
                        "5 second of 3",
                        "6 close 3");
    }

    @Test
    void whatIsKeptAfterAllIsNotCut() {
        plan.omit(1, Direction.CONSOLE_TO_HOST, 0, 3, 1);
        plan.keepNotes(1, new BitSet());
        plan.keepWhole(1);
        CuttingSink sink = new CuttingSink(plan, SpanReplacement.NONE, calls);
        say(sink, 1, "abcd");
        sink.noted(1, 2, "a note");

        assertThat(calls.lines).containsExactly("1 CONSOLE_TO_HOST abcd", "2 a note");
    }

    @Test
    void spansOutOfOrderAreRefused() {
        plan.omit(1, Direction.CONSOLE_TO_HOST, 5, 9, 1);
        assertThatThrownBy(() -> plan.replace(1, Direction.CONSOLE_TO_HOST, 8, 12, 0))
                .hasMessage("span 8..12 begins before 9");
        assertThatThrownBy(() -> plan.replace(1, Direction.CONSOLE_TO_HOST, 9, 12, -1))
                .hasMessage("a tag is -1, must be at least 0");
    }

    private static void say(TapSink sink, long time, String text) {
        say(sink, 1, time, text);
    }

    private static void say(TapSink sink, long stream, long time, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.US_ASCII);
        sink.received(stream, Direction.CONSOLE_TO_HOST, time, bytes, 1, bytes.length - 2);
    }

    private static final class Calls implements TapSink {
        private final List<String> lines = new ArrayList<>();
        private final List<String> kept = new ArrayList<>();

        @Override
        public void opened(long stream, long timeNanos, StreamAddresses addresses) {
            lines.add(timeNanos + " open " + stream);
        }

        @Override
        public boolean received(
                long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
            String text = new String(bytes, offset, length, StandardCharsets.US_ASCII);
            kept.add(text);
            lines.add(timeNanos + " " + direction + " " + text);
            return true;
        }

        @Override
        public void gap(long stream, Gap gap) {
            lines.add("gap " + stream);
        }

        @Override
        public void omitted(long stream, long timeNanos, Omission omission) {
            lines.add(timeNanos + " " + omission);
        }

        @Override
        public void reduced(long stream, long timeNanos, ReducedBytes data) {
            gap(stream, data.asGap(timeNanos));
        }

        @Override
        public void noted(long stream, long timeNanos, String text) {
            lines.add(timeNanos + " " + text);
        }

        @Override
        public void closed(long stream, long timeNanos, CloseReason reason) {
            lines.add(timeNanos + " close " + stream);
        }

        @Override
        public void failed(long stream, long timeNanos, Throwable failure) {}

        @Override
        public void batchEnded(long timeNanos) {}

        @Override
        public void flushDue(long timeNanos) {}

        @Override
        public void stopped(long timeNanos) {}
    }
}
