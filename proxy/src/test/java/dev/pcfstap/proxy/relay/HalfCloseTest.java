package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.tap.Direction;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a half-closed stream ends, on a clock of the test's own. */
class HalfCloseTest {
    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final HalfClosedStreams all = new HalfClosedStreams();
    private final List<String> ended = new ArrayList<>();
    private boolean nothingUnderWay = true;

    HalfCloseTest() {
        clock.freezeTime();
    }

    @Test
    void aStreamThatTheHostNeverEndsIsEndedWhenNothingHasMovedForTheTimeout() {
        HalfClose stream = stream(Duration.ofSeconds(60));
        stream.spoke(Direction.CONSOLE_TO_HOST);
        stream.spoke(Direction.HOST_TO_CONSOLE);
        pass(600);
        stream.ended(Direction.CONSOLE_TO_HOST);
        pass(59);
        stream.moved();
        pass(59);
        assertThat(ended).isEmpty();
        pass(1);
        assertThat(ended).containsExactly("half-closed, and nothing moved for 60s");
    }

    @Test
    void aConsoleThatNeverSaidAnythingIsOwedNothing() {
        HalfClose stream = stream(Duration.ofSeconds(60));
        stream.ended(Direction.CONSOLE_TO_HOST);
        pass(60);
        assertThat(ended).hasSize(1);
    }

    @Test
    void aHostMayTakeTenTimesAsLongToAnswer() {
        HalfClose stream = stream(Duration.ofSeconds(60));
        stream.spoke(Direction.CONSOLE_TO_HOST);
        stream.ended(Direction.CONSOLE_TO_HOST);
        pass(599);
        assertThat(ended).isEmpty();
        stream.spoke(Direction.HOST_TO_CONSOLE);
        pass(59);
        assertThat(ended).isEmpty();
        pass(1);
        assertThat(ended).hasSize(1);
    }

    @Test
    void anAnswerThatNeverComesDoesNotKeepTheStreamForGood() {
        HalfClose stream = stream(Duration.ofSeconds(60));
        stream.spoke(Direction.CONSOLE_TO_HOST);
        stream.ended(Direction.CONSOLE_TO_HOST);
        pass(600);
        assertThat(ended).containsExactly("half-closed, and nothing moved for 600s, though an answer was awaited");
    }

    @Test
    void whatAPeerDoesNotTakeKeepsTheStream() {
        HalfClose stream = stream(Duration.ofSeconds(60));
        stream.ended(Direction.HOST_TO_CONSOLE);
        nothingUnderWay = false;
        pass(100_000);
        assertThat(ended).isEmpty();
        nothingUnderWay = true;
        pass(120);
        assertThat(ended).hasSize(1);
    }

    @Test
    void aStreamThatBothSidesHaveEndedOrThatIsOverIsLeftAlone() {
        HalfClose both = stream(Duration.ofSeconds(60));
        both.ended(Direction.CONSOLE_TO_HOST);
        both.ended(Direction.HOST_TO_CONSOLE);
        HalfClose over = stream(Duration.ofSeconds(60));
        over.ended(Direction.CONSOLE_TO_HOST);
        over.over();
        HalfClose whole = stream(Duration.ofSeconds(60));
        whole.spoke(Direction.HOST_TO_CONSOLE);
        pass(100_000);
        assertThat(ended).isEmpty();
        assertThat(makesRoom()).isFalse();
    }

    @Test
    void withoutATimeoutItStaysButMakesRoom() {
        HalfClose stream = stream(Duration.ZERO);
        stream.ended(Direction.CONSOLE_TO_HOST);
        pass(100_000);
        assertThat(ended).isEmpty();
        assertThat(makesRoom()).isTrue();
        assertThat(ended).hasSize(1);
        assertThat(makesRoom()).isFalse();
    }

    @Test
    void theLongestIdleMakesRoomBeforeOneThatAwaitsAnAnswerAndOneInUseNever() {
        named("awaits an answer").spoke(Direction.CONSOLE_TO_HOST);
        last.ended(Direction.CONSOLE_TO_HOST);
        pass(10);
        HalfClose first = named("first");
        first.ended(Direction.CONSOLE_TO_HOST);
        pass(10);
        named("second").ended(Direction.HOST_TO_CONSOLE);
        pass(10);
        first.moved();

        nothingUnderWay = false;
        assertThat(makesRoom()).isFalse();
        nothingUnderWay = true;
        assertThat(makesRoom()).isTrue();
        assertThat(makesRoom()).isTrue();
        assertThat(ended).containsExactly("second", "first");
        assertThat(makesRoom()).as("an answer is awaited, for 30 s").isFalse();
        pass(30);
        assertThat(makesRoom()).isTrue();
        assertThat(ended).containsExactly("second", "first", "awaits an answer");
    }

    private HalfClose last = stream(Duration.ZERO);

    private HalfClose named(String name) {
        HalfClose[] self = new HalfClose[1];
        self[0] = new HalfClose(clock.eventLoop(), Duration.ofHours(1), all, () -> nothingUnderWay, why -> {
            ended.add(name);
            self[0].over();
        });
        last = self[0];
        return last;
    }

    private HalfClose stream(Duration timeout) {
        HalfClose[] self = new HalfClose[1];
        self[0] = new HalfClose(clock.eventLoop(), timeout, all, () -> nothingUnderWay, why -> {
            ended.add(why);
            self[0].over();
        });
        return self[0];
    }

    /** Second by second, as a timer that finds the stream in use begins again. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advanceTimeBy(1, TimeUnit.SECONDS);
            clock.runScheduledPendingTasks();
        }
    }

    private boolean makesRoom() {
        List<Boolean> outcome = new ArrayList<>();
        all.endIdleLongest(clock.eventLoop(), outcome::add);
        clock.runPendingTasks();
        assertThat(outcome).hasSize(1);
        return outcome.get(0);
    }
}
