package dev.pcfstap.filter;

import static dev.pcfstap.filter.Session.code;
import static dev.pcfstap.filter.Session.openFile;
import static dev.pcfstap.filter.Session.ping;
import static dev.pcfstap.filter.Session.readFile;
import static dev.pcfstap.filter.Session.remove;
import static dev.pcfstap.filter.Session.statFile;
import static dev.pcfstap.filter.Session.unknown;
import static dev.pcfstap.filter.Session.writeFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held back, for how long, and in which order it leaves. */
class FilteredEventsTest {
    private static final Reply PONG = new Reply.Pong(true, true);
    private static final HoldLimits ROOMY = new HoldLimits(100, 100, 1_000);

    private final List<String> seen = new ArrayList<>();

    private FilteredEvents filtered(String filter, HoldLimits limits) throws FilterSyntaxException {
        return new FilteredEvents(Filter.parse(filter), limits, event -> seen.add(Session.shown(event)));
    }

    @Test
    void aRequestWaitsForItsAnswerAndWhatIsBehindItWaitsToo() throws FilterSyntaxException {
        FilteredEvents filtered = filtered("failed or stream = 2", ROOMY);
        List<PcfsEvent> events = new Session()
                .asks(1, remove("/a"))
                .asks(2, ping())
                .answers(2, PONG)
                .answers(1, code(5))
                .events();

        events.subList(0, 3).forEach(filtered);
        assertThat(seen).isEmpty();

        filtered.accept(events.get(3));
        assertThat(seen).containsExactly("s1#1>", "s2#1>", "s2#1<", "s1#1<");
    }

    @Test
    void aRequestThatTheFilterCanDecideWaitsForNothing() throws FilterSyntaxException {
        FilteredEvents filtered = filtered("op = ReadFile and failed or path = /a", ROOMY);
        List<PcfsEvent> events = new Session()
                .asks(1, ping())
                .asks(1, statFile(1, "/a"))
                .asks(1, readFile(1, "/a", 4))
                .asks(1, readFile(2, "/b", 4))
                .events();

        events.subList(0, 3).forEach(filtered);
        assertThat(seen).containsExactly("s1#2>", "s1#3>");

        filtered.accept(events.get(3));
        assertThat(seen).hasSize(2);
    }

    @Test
    void pipelinedAndInterleavedStreamsComeOutInTheirOrder() throws FilterSyntaxException {
        Session session = new Session()
                .asks(1, remove("/a"))
                .asks(1, writeFile(3, "/b", 10))
                .asks(2, remove("/c"))
                .sendsData(1)
                .answers(1, code(0))
                .asks(2, remove("/d"))
                .answers(2, code(5))
                .answers(1, code(7))
                .answers(2, code(0));

        assertThat(session.selectedBy("failed")).containsExactly("s1#2>", "s2#1>", "s1#2>>", "s2#1<", "s1#2<");
        assertThat(session.selectedBy("rc = 0")).containsExactly("s1#1>", "s1#1<", "s2#2>", "s2#2<");
    }

    @Test
    void dataThatComeAfterTheAnswerBelongToTheirWrite() throws FilterSyntaxException {
        Session session = new Session().asks(1, writeFile(3, "/b", 10));
        List<PcfsEvent> data =
                new Session().asks(1, writeFile(3, "/b", 10)).sendsData(1).events();
        List<PcfsEvent> events = new ArrayList<>(session.answers(1, code(5)).events());
        events.add(data.get(1));

        FilteredEvents filtered = filtered("failed", ROOMY);
        events.forEach(filtered);

        assertThat(seen).containsExactly("s1#1>", "s1#1<", "s1#1>>");
    }

    @Test
    void anOpenedDescriptorIsAFactOfTheOpeningThatGaveIt() throws FilterSyntaxException {
        Session session = new Session()
                .asks(1, openFile("/a"))
                .answers(1, new Reply.Opened(0, 3))
                .asks(1, openFile("/b"))
                .answers(1, new Reply.Opened(5, -1))
                .asks(1, statFile(3, "/a"));

        assertThat(session.selectedBy("fd = 3")).containsExactly("s1#1>", "s1#1<", "s1#3>");
        assertThat(session.selectedBy("fd = -1")).isEmpty();
    }

    @Test
    void anAnswerIsNotWaitedForOnceALaterRequestWasAnswered() throws FilterSyntaxException {
        FilteredEvents filtered = filtered("not failed", ROOMY);
        new Session()
                .asks(1, ping())
                .asks(1, ping())
                .forgets(1)
                .answers(1, PONG)
                .events()
                .forEach(filtered);

        assertThat(seen).containsExactly("s1#1>", "s1#2>", "s1#2<");
        assertThat(filtered.decidedEarly()).isZero();
    }

    @Test
    void anAnswerIsNotWaitedForAfterAGapOrAFailureOrAClosing() throws FilterSyntaxException {
        for (NoteKind kind : List.of(NoteKind.GAP, NoteKind.DECODER_FAILED)) {
            seen.clear();
            FilteredEvents filtered = filtered("unanswered or kind = note", ROOMY);
            new Session()
                    .asks(1, ping())
                    .asks(1, ping())
                    .notes(1, kind, 5)
                    .events()
                    .forEach(filtered);
            assertThat(seen).containsExactly("s1#1>", "s1#2>", "s1!" + kind.token());
        }
        seen.clear();
        new Session().asks(1, ping()).closes(1).events().forEach(filtered("unanswered", ROOMY));
        assertThat(seen).containsExactly("s1#1>", "s1.");
    }

    @Test
    void otherNotesAndOtherStreamsChangeNothingForWhatWaits() throws FilterSyntaxException {
        FilteredEvents filtered = filtered("unanswered", ROOMY);
        new Session()
                .asks(1, ping())
                .notes(1, NoteKind.TRUNCATED, 5)
                .notes(2, NoteKind.GAP, 5)
                .closes(2)
                .events()
                .forEach(filtered);
        assertThat(seen).isEmpty();

        filtered.finish();
        assertThat(seen).containsExactly("s1#1>");
    }

    @Test
    void aStreamOfWhichSomethingIsSelectedHasItsOpeningAndClosing() throws FilterSyntaxException {
        Session session = new Session()
                .opens(1)
                .opens(2)
                .asks(2, ping())
                .answers(2, PONG)
                .asks(1, remove("/a"))
                .answers(1, code(5))
                .closes(2)
                .closes(1);

        assertThat(session.selectedBy("failed")).containsExactly("s1+", "s1#1>", "s1#1<", "s1.");
        assertThat(session.selectedBy("stream = 2")).containsExactly("s2+", "s2#1>", "s2#1<", "s2.");
        assertThat(session.selectedBy("failed and kind = exchange")).containsExactly("s1#1>", "s1#1<");
        assertThat(session.selectedBy("kind = open")).containsExactly("s1+", "s2+");
        assertThat(session.selectedBy("reason = client and stream = 2")).containsExactly("s2+", "s2.");
        assertThat(session.selectedBy("op = StatFile")).isEmpty();
    }

    @Test
    void beyondTheLimitOfEventsTheOldestIsDecidedAsIfUnansweredAndItsAnswerIsJudgedAlike()
            throws FilterSyntaxException {
        FilteredEvents filtered = filtered("rc = 0 or unanswered or op = Remove", new HoldLimits(100, 3, 1_000));
        Session session = new Session().asks(1, ping());
        for (int i = 0; i < 4; i++) {
            session.asks(2, remove("/a")).answers(2, code(5));
        }
        List<PcfsEvent> events = session.answers(1, PONG).events();

        events.subList(0, 3).forEach(filtered);
        assertThat(seen).isEmpty();
        events.subList(3, events.size()).forEach(filtered);

        assertThat(seen)
                .containsExactly(
                        "s1#1>", "s2#1>", "s2#1<", "s2#2>", "s2#2<", "s2#3>", "s2#3<", "s2#4>", "s2#4<", "s1#1<");
        assertThat(filtered.decidedEarly()).isEqualTo(1);
    }

    @Test
    void anExchangeDecidedEarlyIsNotCutInTwo() throws FilterSyntaxException {
        HoldLimits limits = new HoldLimits(100, 1, 1_000);
        Session session = new Session()
                .asks(1, remove("/a"))
                .asks(2, ping())
                .answers(2, PONG)
                .answers(1, code(5));

        assertThat(session.selectedBy("failed or op = Ping", limits)).containsExactly("s2#1>", "s2#1<");
        assertThat(session.selectedBy("not failed", limits)).containsExactly("s1#1>", "s2#1>", "s2#1<", "s1#1<");
    }

    @Test
    void beyondTheLimitOfExchangesTheOldestIsDecided() throws FilterSyntaxException {
        FilteredEvents filtered = filtered("not failed", new HoldLimits(2, 100, 1_000));
        List<PcfsEvent> events = new Session()
                .asks(1, ping())
                .asks(2, ping())
                .asks(3, ping())
                .asks(4, ping())
                .events();

        events.forEach(filtered);

        assertThat(seen).containsExactly("s1#1>", "s2#1>");
        assertThat(filtered.decidedEarly()).isEqualTo(2);
    }

    @Test
    void beyondTheLimitOfBytesTheOldestIsDecided() throws FilterSyntaxException {
        FilteredEvents filtered = filtered("not failed", ROOMY);
        List<PcfsEvent> events = new Session()
                .asks(1, ping())
                .asks(2, unknown(600))
                .asks(2, unknown(400))
                .asks(2, unknown(1))
                .events();

        events.subList(0, 3).forEach(filtered);
        assertThat(seen).isEmpty();

        filtered.accept(events.get(3));
        assertThat(seen).containsExactly("s1#1>", "s2#1>");
        assertThat(filtered.decidedEarly()).isEqualTo(2);
    }

    @Test
    void aReceiverThatThrowsLosesOneEvent() throws FilterSyntaxException {
        FilteredEvents filtered = new FilteredEvents(Filter.parse("not failed"), event -> {
            seen.add(Session.shown(event));
            if (seen.size() == 1) {
                throw new IllegalStateException("the disk is full");
            }
        });
        List<PcfsEvent> events = new Session()
                .asks(1, ping())
                .asks(1, ping())
                .answers(1, PONG)
                .answers(1, PONG)
                .events();
        filtered.accept(events.get(0));
        filtered.accept(events.get(1));

        assertThatThrownBy(() -> filtered.accept(events.get(2))).hasMessage("the disk is full");
        filtered.accept(events.get(3));

        assertThat(seen).containsExactly("s1#1>", "s1#2>", "s1#1<", "s1#2<");
    }
}
