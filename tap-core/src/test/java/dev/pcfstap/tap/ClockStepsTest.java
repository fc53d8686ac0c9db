package dev.pcfstap.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A wall clock that is set while the tap runs, or goes on while the machine sleeps. */
class ClockStepsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private long monotonic = 1000 * SECOND;
    private long wallAheadNanos;
    private long readingNanos;

    private final TapClock clock = new TapClock() {
        @Override
        public long epochNanos() {
            return monotonic;
        }

        @Override
        public long wallNanos() {
            monotonic += readingNanos;
            return monotonic + wallAheadNanos;
        }
    };
    private final List<String> calls = new ArrayList<>();
    private final SlotConsumer consumer = new SlotConsumer(
            recorder(),
            clock,
            new LedgerBook(),
            new ChunkPool(1 << 20),
            bytes -> {},
            place -> {},
            () -> true,
            () -> {});

    @Test
    void aStepIsNotedBeforeTheFirstEventOfABatchAndAllTimesFollowIt() {
        Ledger ledger = new Ledger();
        chunk(ledger, true);
        wallAheadNanos = HOUR;
        monotonic += 2 * SECOND;
        chunk(ledger, false);
        gap();
        tick();
        wallAheadNanos = -HOUR;
        monotonic += 2 * SECOND;
        tick();
        assertThat(calls)
                .containsExactly(
                        "received 1000",
                        "batchEnded 1000",
                        "noted 0 4602 clock-step +3600.000000000s: the clock was set forward, or the machine slept",
                        "received 4602",
                        "gap 4601 4602",
                        "flushDue 4602",
                        "batchEnded 4602",
                        "noted 0 -2596 clock-step -7200.000000000s: the clock was set back",
                        "flushDue -2596",
                        "batchEnded -2596");
    }

    @Test
    void whatIsNoStepIsNone() {
        tick();
        wallAheadNanos = ClockSteps.MIN_STEP_NANOS - 1; // a drift
        monotonic += 2 * SECOND;
        tick();
        wallAheadNanos = HOUR;
        readingNanos = SECOND; // who read it was interrupted
        monotonic += 2 * SECOND;
        tick();
        readingNanos = 0;
        assertThat(calls).noneMatch(call -> call.startsWith("noted"));
        tick();
        assertThat(calls).filteredOn(call -> call.startsWith("noted")).hasSize(1);
        wallAheadNanos = 2 * HOUR;
        tick(); // within a second of the last look
        assertThat(calls).filteredOn(call -> call.startsWith("noted")).hasSize(1);
    }

    @Test
    void aNoteSaysTheStepAndIsUnderstood() {
        for (long step : new long[] {1, -1, SECOND, -HOUR - 5, 999_999_999_999_999_999L, 12_345_678_901L}) {
            assertThat(ClockStep.of(ClockStep.note(step))).hasValue(step);
        }
        assertThat(ClockStep.note(12_345_678_901L)).startsWith("clock-step +12.345678901s: ");
        for (String other : new String[] {"", "clock-step", "clock-step 1s: x", "clock-step +1.5s: x", "refused: x"}) {
            assertThat(ClockStep.of(other)).isEmpty();
        }
    }

    @Test
    void theSystemsClockBeginsAtTheWallClock() {
        TapClock system = TapClock.system();
        assertThat(Math.abs(system.wallNanos() - system.epochNanos())).isLessThan(TimeUnit.MINUTES.toNanos(1));
    }

    private void chunk(Ledger ledger, boolean last) {
        TapSlot slot = new TapSlot();
        slot.kind = TapSlot.Kind.RECEIVED;
        slot.stream = 1;
        slot.timeNanos = monotonic;
        slot.bytes = new byte[1];
        slot.ledger = ledger;
        consumer.onEvent(slot, 0, last);
    }

    private void gap() {
        TapSlot slot = new TapSlot();
        slot.kind = TapSlot.Kind.GAP;
        slot.stream = 1;
        slot.timeNanos = monotonic;
        slot.detail = new Gap(1, 1, 0, monotonic - SECOND, monotonic);
        consumer.onEvent(slot, 0, false);
    }

    private void tick() {
        TapSlot slot = new TapSlot();
        slot.kind = TapSlot.Kind.FLUSH;
        slot.timeNanos = monotonic;
        consumer.onEvent(slot, 0, true);
    }

    /** Calls with their times in seconds. */
    private TapSink recorder() {
        return (TapSink) Proxy.newProxyInstance(
                TapSink.class.getClassLoader(), new Class<?>[] {TapSink.class}, (self, method, arguments) -> {
                    calls.add(method.getName() + told(method.getName(), arguments));
                    return method.getReturnType() == boolean.class ? true : null;
                });
    }

    private static String told(String call, Object[] arguments) {
        return switch (call) {
            case "received" -> " " + (long) arguments[2] / SECOND;
            case "noted" -> " " + arguments[0] + " " + (long) arguments[1] / SECOND + " " + arguments[2];
            case "gap" -> {
                Gap gap = (Gap) arguments[1];
                yield " " + gap.fromNanos() / SECOND + " " + gap.toNanos() / SECOND;
            }
            default -> " " + (long) Arrays.asList(arguments).get(0) / SECOND;
        };
    }
}
