package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.proxy.transport.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> log = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Refusals refusals = new Refusals(now::get, new Fault(now::get, log::add), notes::add);

    @Test
    void theFirstIsNotedAtOnceAndThoseOfTheSameSecondTogether() {
        refusals.refused("a:1", "full");
        assertThat(notes).containsExactly("refused: a:1: full");
        for (int i = 2; i < 100; i++) {
            refusals.refused("a:" + i, "full");
        }
        assertThat(notes).hasSize(1);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        refusals.refused("a:100", "full");
        assertThat(notes.get(1)).isEqualTo("refused: 99 connections, the last from a:100: full");
        assertThat(refusals.count()).isEqualTo(100);
        assertThat(log).containsExactly("a connection was refused: full");
    }

    @Test
    void whatIsLeftIsToldAtTheTick() {
        refusals.refused("a:1", "full");
        refusals.refused("a:2", "full");
        refusals.tell();
        refusals.tell();
        assertThat(notes).containsExactly("refused: a:1: full", "refused: a:2: full");
    }

    @Test
    void anotherReasonIsAnotherNoteAndWhoComesWhileTheTapStopsIsNoFault() {
        refusals.refused("a:1", "full");
        refusals.refused("a:2", "full");
        refusals.turnedAway("a:3", "the tap stops");
        refusals.tell();
        assertThat(notes).containsExactly("refused: a:1: full", "refused: a:2: full", "refused: a:3: the tap stops");
        assertThat(refusals.count()).isEqualTo(2);
        assertThat(log).hasSize(1);
    }
}
