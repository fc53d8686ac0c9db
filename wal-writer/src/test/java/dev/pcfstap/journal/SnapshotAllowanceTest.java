package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotAllowanceTest {
    private static final long SECOND = 1_000_000_000;
    private static final long MIB = 1 << 20;

    private final SnapshotAllowance allowance = new SnapshotAllowance(4 * MIB);

    @Test
    void soMuchIsMadeASecondHoweverOftenItIsDue() {
        long made = 0;
        for (int tick = 0; tick <= 80; tick++) {
            made += allowance.take(MIB, tick * SECOND / 8) ? MIB : 0;
        }
        assertThat(made).isEqualTo(4 * MIB + 10 * SnapshotAllowance.BYTES_A_SECOND);
    }

    @Test
    void afterAQuietWhileTheLongestMayBeMadeAndNotMore() {
        assertThat(allowance.take(4 * MIB, 0)).isTrue();
        assertThat(allowance.take(1, 0)).isFalse();
        assertThat(allowance.take(4 * MIB, Long.MAX_VALUE)).isTrue();
        assertThat(allowance.take(1, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aClockThatIsSetBackGivesNothingAndTakesNothing() {
        assertThat(allowance.take(4 * MIB, 100 * SECOND)).isTrue();
        assertThat(allowance.take(MIB, 0)).isFalse();
        assertThat(allowance.take(MIB, SECOND)).isTrue();
    }
}
