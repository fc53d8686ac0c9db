package dev.pcfstap.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.TapRingOptions;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consoles that have gone, at a host that never ends its connections. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HalfClosedStreamsTest {
    private final RecordingSink sink = new RecordingSink();

    @Test
    void aStreamThatTheHostNeverEndsIsEndedInOrderAndTheLogSaysWhy() throws Exception {
        try (RelayBench bench = RelayBench.start(
                        sink, TapRingOptions.DEFAULT, options -> options.withHalfCloseTimeout(Duration.ofMillis(200)));
                Peer console = bench.console();
                Peer host = bench.host()) {
            console.says(new byte[] {1});
            assertThat(host.hears(1)).hasSize(1);
            host.says(new byte[] {2});
            assertThat(console.hears(1)).hasSize(1);
            console.saysNoMore();
            assertThat(host.hearsByte()).isEqualTo(-1);
            assertThat(console.hearsByte()).as("an end, no reset").isEqualTo(-1);
            await().until(() -> sink.stream(1).reason() == CloseReason.HALF_CLOSED);
            assertThat(sink.stream(1).notes()).containsExactly("half-closed, and nothing moved for 200ms");
            assertThat(bench.proxy.liveStreams()).isZero();
        }
    }

    @Test
    void theHalfClosedMakeRoomBeforeAnybodyIsRefused() throws Exception {
        try (RelayBench bench = RelayBench.start(
                        sink,
                        TapRingOptions.DEFAULT,
                        options -> options.withMaxStreams(2).withEventLoops(2));
                Peer gone = bench.console();
                Peer goneAtHost = bench.host();
                Peer live = bench.console();
                Peer liveAtHost = bench.host()) {
            gone.saysNoMore();
            assertThat(goneAtHost.hearsByte()).isEqualTo(-1);
            try (Peer next = bench.console();
                    Peer nextAtHost = bench.host()) {
                next.says(new byte[] {3});
                assertThat(nextAtHost.hears(1)).containsExactly(3);
                await().until(() -> sink.stream(1).reason() == CloseReason.HALF_CLOSED);
                assertThat(bench.proxy.liveStreams()).isEqualTo(2);
                assertThatThrownBy(() -> {
                            // The reset may come before the first read, or even while the socket is being set up.
                            try (Peer oneTooMany = bench.console()) {
                                oneTooMany.hearsByte();
                            }
                        })
                        .isInstanceOf(SocketException.class);
                live.says(new byte[] {4});
                assertThat(liveAtHost.hears(1)).containsExactly(4);
            }
        }
    }
}
