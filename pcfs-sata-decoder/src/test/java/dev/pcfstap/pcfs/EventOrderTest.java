package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A read that is settled late is shown where its last byte arrived, unless that holds up everybody else for too long. */
class EventOrderTest {
    private static final long SECOND = 1_000_000_000;
    private static final byte[] REMOVE = Requests.standard().remove("/x");
    private static final byte[] REMOVED = Responses.standard().rc(0);
    private static final byte[] UNSETTLED = ReadResponses.normal(1_000_000, new byte[196_672], 200_000, 196_672);

    private final List<String> lines = new ArrayList<>();
    private final PcfsDecoder decoder = new PcfsDecoder(
            DecoderLimits.DEFAULT, event -> lines.add(Transcript.line(event).replaceAll(" [\\[(].*|\\[.*", "")));

    EventOrderTest() {
        for (long stream = 1; stream <= 2; stream++) {
            decoder.opened(stream, 0, new StreamAddresses("console", "host"));
        }
        console(1, 0, Requests.standard().readFile(1, 200_000, 3));
        decoder.received(1, Direction.HOST_TO_CONSOLE, 1, UNSETTLED, 0, UNSETTLED.length);
        console(2, 2, REMOVE);
        decoder.batchEnded(3);
    }

    private void console(long stream, long timeNanos, byte[] packet) {
        decoder.received(stream, Direction.CONSOLE_TO_HOST, timeNanos, packet, 0, packet.length);
    }

    private List<String> sinceTheRead() {
        return lines.subList(3, lines.size());
    }

    @Test
    void anEventThatCannotBeTakenIsNotRepeatedAndStopsNoOther() {
        List<String> given = new ArrayList<>();
        PcfsDecoder failing = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {
            given.add(Transcript.line(event));
            if (given.size() % 2 == 0) {
                throw new OutOfMemoryError("injected");
            }
        });
        for (long stream = 1; stream <= 6; stream++) {
            failing.opened(stream, stream, new StreamAddresses("console", "host"));
        }

        assertThatThrownBy(() -> failing.batchEnded(7)).hasMessage("injected");
        failing.batchEnded(8);
        assertThat(given).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void whatComesAfterAnUnsettledReadWaitsForIt() {
        assertThat(sinceTheRead()).isEmpty();

        console(1, SECOND, REMOVE);
        decoder.batchEnded(SECOND);
        assertThat(sinceTheRead()).containsExactly("s1 #1 <- Read", "s2 #1 -> Remove", "s1 #2 -> Remove");
    }

    @Test
    void afterASecondTheOthersGoAheadEvenWhenNoTrafficComes() {
        decoder.flushDue(SECOND);
        assertThat(sinceTheRead()).isEmpty();

        decoder.flushDue(SECOND + 1);
        assertThat(sinceTheRead()).containsExactly("s2 #1 -> Remove");

        console(1, 2 * SECOND, REMOVE);
        decoder.batchEnded(2 * SECOND);
        assertThat(sinceTheRead()).containsExactly("s2 #1 -> Remove", "s1 #1 <- Read", "s1 #2 -> Remove");
    }

    @Test
    void aReplayWithTheSameTimesGivesTheSameOrderWithoutTheFlush() {
        console(1, 2 * SECOND, REMOVE);
        decoder.batchEnded(2 * SECOND);

        assertThat(sinceTheRead()).containsExactly("s2 #1 -> Remove", "s1 #1 <- Read", "s1 #2 -> Remove");
    }

    @Test
    void moreDataOfTheReadMovesItsPlace() {
        decoder.received(1, Direction.HOST_TO_CONSOLE, 4, new byte[10], 0, 10);
        decoder.batchEnded(5);
        assertThat(sinceTheRead()).containsExactly("s2 #1 -> Remove");

        console(2, 6, REMOVE);
        console(1, 7, REMOVE);
        decoder.batchEnded(8);
        assertThat(sinceTheRead())
                .containsExactly("s2 #1 -> Remove", "s1 #1 <- Read", "s2 #2 -> Remove", "s1 #2 -> Remove");
    }

    @Test
    void anOpeningAfterASecondGoesAheadToo() {
        decoder.opened(3, SECOND + 1, new StreamAddresses("console", "host"));
        console(1, SECOND + 2, REMOVE);
        decoder.batchEnded(SECOND + 2);

        assertThat(sinceTheRead()).containsExactly("s2 #1 -> Remove", "open s3", "s1 #1 <- Read", "s1 #2 -> Remove");
    }

    @Test
    void bytesThatDidNotDecodeDoNotPileUpBehindAnUnsettledRead() {
        byte[] unknown = Requests.standard().command(0x77, new byte[1 << 19]);
        for (int i = 0; i < 10; i++) {
            console(2, 4, unknown);
            decoder.batchEnded(4);
        }

        assertThat(sinceTheRead()).hasSizeBetween(9, 11);
    }

    @Test
    void theCloseOfTheStreamAndTheEndOfEverythingLetAllGo() {
        decoder.closed(1, 9, CloseReason.CLIENT);
        decoder.stopped(10);

        assertThat(sinceTheRead()).containsExactly("s1 #1 <- Read", "s2 #1 -> Remove", "s1 close client 1/1");
    }

    private void pairs(long stream, int count) {
        for (int i = 0; i < count; i++) {
            console(stream, 2, REMOVE);
            decoder.received(stream, Direction.HOST_TO_CONSOLE, 2, REMOVED, 0, REMOVED.length);
            decoder.batchEnded(2);
        }
    }

    private long stepsOf(Runnable work) {
        long before = decoder.orderingSteps();
        work.run();
        return decoder.orderingSteps() - before;
    }

    @Test
    void aChunkCostsTheSameHoweverMuchWaits() {
        long withNothingWaiting = stepsOf(() -> pairs(2, 1000));
        pairs(2, 20_000);
        assertThat(stepsOf(() -> pairs(2, 1000))).isEqualTo(withNothingWaiting);
        assertThat(sinceTheRead()).isEmpty();

        long delivery = stepsOf(() -> {
            console(1, 3, REMOVE);
            decoder.batchEnded(3);
        });
        assertThat(sinceTheRead()).hasSize(44_003);
        assertThat(delivery).isLessThan(44_100);
    }

    @Test
    void aChunkCostsTheSameHoweverManyReadsAreUndecided() {
        long withOneUndecided = stepsOf(() -> pairs(2, 100));
        for (long stream = 3; stream < 100; stream++) {
            decoder.opened(stream, 2, new StreamAddresses("console", "host"));
            console(stream, 2, Requests.standard().readFile(1, 200_000, 3));
            decoder.received(stream, Direction.HOST_TO_CONSOLE, 2, UNSETTLED, 0, UNSETTLED.length);
        }
        assertThat(stepsOf(() -> pairs(2, 100))).isEqualTo(withOneUndecided);
    }

    @Test
    void aPlaceIsLostByItsTimeAlthoughTheClockWasSetBackSince() {
        decoder.opened(3, 2, new StreamAddresses("console", "host"));
        console(3, -5 * SECOND, Requests.standard().readFile(1, 200_000, 3));
        decoder.received(3, Direction.HOST_TO_CONSOLE, -5 * SECOND, UNSETTLED, 0, UNSETTLED.length);
        console(2, 0, REMOVE);
        console(1, 1, REMOVE);
        decoder.batchEnded(1);

        assertThat(sinceTheRead())
                .containsExactly(
                        "s1 #1 <- Read",
                        "s2 #1 -> Remove",
                        "open s3",
                        "s3 #1 -> ReadFile",
                        "s2 #2 -> Remove",
                        "s1 #2 -> Remove");
    }

    @Test
    void oneEventThatCannotBeTakenDoesNotStopTheOthers() {
        EventOrder order = new EventOrder();
        List<Long> taken = new ArrayList<>();
        for (long stream = 1; stream <= 3; stream++) {
            order.add(new PcfsEvent.Closed(stream, 0, CloseReason.CLIENT, 0, 0));
        }

        assertThatThrownBy(() -> order.deliverTo(event -> {
                    if (event.stream() == 2) {
                        throw new IllegalStateException("bug");
                    }
                    taken.add(event.stream());
                }))
                .hasMessage("bug");
        assertThat(taken).containsExactly(1L, 3L);
        assertThat(order.size()).isZero();
    }
}
