package dev.pcfstap.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FaultTest {
    private final AtomicLong now = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private final Fault fault = new Fault(now::get, lines::add);

    @Test
    void aFaultThatGoesOnIsSaidOnceAndThenNowAndAgainWithACount() {
        for (int i = 0; i < 100; i++) {
            fault.strike("no host");
        }
        assertThat(lines).containsExactly("no host");
        now.addAndGet(TimeUnit.SECONDS.toNanos(11));
        fault.strike("no host");
        assertThat(lines).containsExactly("no host", "no host (100 times)");
        assertThat(fault.strikes()).isEqualTo(101);
    }

    @Test
    void theEndOfAFaultIsSaidWithWhatWasNotSaidBefore() {
        fault.over("works");
        fault.strike("no host");
        fault.strike("no host");
        fault.over("works");
        fault.over("works");
        assertThat(lines).containsExactly("no host", "works; it failed 1 more times");
        now.addAndGet(TimeUnit.SECONDS.toNanos(11));
        fault.strike("no host");
        assertThat(lines).hasSize(3);
    }

    @Test
    void whatComesAndGoesIsSaidOnceInTenSecondsToo() {
        for (int i = 0; i < 1000; i++) {
            fault.strike("no host");
            fault.over("works");
        }
        assertThat(lines).containsExactly("no host", "works");
        now.addAndGet(TimeUnit.SECONDS.toNanos(11));
        fault.strike("no host");
        fault.over("works");
        assertThat(lines).containsExactly("no host", "works", "no host (1000 times)", "works");
        assertThat(fault.strikes()).isEqualTo(1001);
    }
}
