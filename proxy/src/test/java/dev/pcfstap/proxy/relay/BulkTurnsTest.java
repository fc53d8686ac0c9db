package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What one turn of the event loop reads, however many sockets always have more. */
class BulkTurnsTest {
    private static final int MANY = 200;

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final BulkTurns turns = new BulkTurns();
    private final List<Busy> ready = new ArrayList<>();

    BulkTurnsTest() {
        loop.freezeTime();
    }

    /** A socket that fills every buffer. */
    private final class Busy implements BulkTurns.Reader {
        private int reads;

        void read() {
            reads++;
            if (turns.mayGoOn(this, loop.eventLoop())) {
                ready.add(this);
            }
        }

        @Override
        public void turnCame() {
            ready.add(this);
        }
    }

    @Test
    void aTurnReadsAFewOfManyAndEachHasItsTurn() {
        List<Busy> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(new Busy());
        }
        ready.addAll(all);
        turn();
        int turnsForAll = MANY / BulkTurns.READERS_PER_TURN;
        for (int i = 0; i < 10 * turnsForAll; i++) {
            assertThat(turn()).isLessThanOrEqualTo(2 * BulkTurns.READERS_PER_TURN);
        }
        assertThat(all).allSatisfy(busy -> assertThat(busy.reads).isBetween(10, 12));
    }

    @Test
    void aFewAreReadInEveryTurn() {
        List<Busy> few = List.of(new Busy(), new Busy(), new Busy());
        ready.addAll(few);
        for (int i = 0; i < 100; i++) {
            assertThat(turn()).isEqualTo(3);
        }
    }

    @Test
    void oneThatIsClosedIsForgotten() {
        for (int i = 0; i < MANY; i++) {
            ready.add(new Busy());
        }
        List<Busy> all = List.copyOf(ready);
        turn();
        all.forEach(turns::leave);
        ready.clear();
        turn();
        assertThat(turn()).isZero();
    }

    /** Reads what is ready, then runs what is due; how many were read. */
    private int turn() {
        List<Busy> now = List.copyOf(ready);
        ready.clear();
        now.forEach(Busy::read);
        loop.advanceTimeBy(1, TimeUnit.MICROSECONDS);
        loop.runScheduledPendingTasks();
        return now.size();
    }
}
