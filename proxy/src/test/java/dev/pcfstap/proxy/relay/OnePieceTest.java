package dev.pcfstap.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.tap.TapRingOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was sent in one piece arrives in one: some hosts take each read for a whole request. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OnePieceTest {
    /** Around the sizes that buffers tend to have. */
    private static final int[] SIZES = {
        1, 64, 100, 1023, 1024, 1025, 1259, 2047, 2048, 2049, 4097, 8193, 16_385, 32_000, 50_000, 60_000
    };

    private final SegmentCountingEnd ends = new SegmentCountingEnd();

    @AfterEach
    void end() {
        ends.close();
    }

    @Test
    void aRequestLeavesInAsManySegmentsAsWithoutATap() throws Exception {
        int host = ends.listen();
        ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (RelayBench bench =
                RelayBench.start(unused, host, new TallySink(), TapRingOptions.DEFAULT, options -> options)) {
            for (int size : SIZES) {
                try (Peer direct = Peer.connect(host);
                        Peer console = bench.console()) {
                    // In this order, as both are accepted by the same host.
                    int without = segmentsOfThree(direct, ends.accepted(), size);
                    int with = segmentsOfThree(console, ends.accepted(), size);
                    assertThat(with)
                            .as("segments of three requests of %d bytes", size)
                            .isEqualTo(without);
                }
            }
        }
    }

    @Test
    void anAnswerLeavesInAsManySegmentsAsWithoutATap() throws Exception {
        try (RelayBench bench = RelayBench.start(new TallySink())) {
            for (int size : SIZES) {
                SegmentCountingEnd.Heard direct = ends.connect(bench.listener.getLocalPort());
                try (Peer directHost = bench.host()) {
                    int without = segmentsOfThree(directHost, direct, size);
                    SegmentCountingEnd.Heard console = ends.connect(bench.endpoint.port());
                    try (Peer host = bench.host()) {
                        int with = segmentsOfThree(host, console, size);
                        assertThat(with)
                                .as("segments of three answers of %d bytes", size)
                                .isEqualTo(without);
                    }
                }
            }
        }
    }

    @Test
    void urgentDataArrivesAtItsPlace() throws Exception {
        try (RelayBench bench = RelayBench.start(new TallySink());
                Peer console = bench.console();
                Peer host = bench.host()) {
            sayUrgently(console);
            assertThat(host.hears(7)).isEqualTo("abcUdef".getBytes(US_ASCII));
            sayUrgently(host);
            assertThat(console.hears(7)).isEqualTo("abcUdef".getBytes(US_ASCII));
        }
    }

    private static void sayUrgently(Peer peer) throws Exception {
        peer.says("abc".getBytes(US_ASCII));
        peer.socket().sendUrgentData('U');
        peer.says("def".getBytes(US_ASCII));
    }

    /** The first read of a socket, and what follows small and large ones. */
    private static int segmentsOfThree(Peer sender, SegmentCountingEnd.Heard end, int size) throws Exception {
        long heard = 0;
        for (int i = 0; i < 3; i++) {
            sender.says(new byte[size]);
            heard += size;
            long all = heard;
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> end.bytes() == all);
        }
        return end.segments();
    }
}
