package dev.pcfstap.pcap.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConsolePortsTest {
    private static final Endpoint HOST = new Endpoint(0, 1, 7500);
    private static final Endpoint CONSOLE = new Endpoint(0, 2, 40_000);
    private static final int PORTS = 64_512;

    private final ConsolePorts ports = new ConsolePorts();

    @Test
    void whoeverComesSecondGetsTheNextPortUntilTheFirstHasGone() {
        assertThat(ports.take(1, CONSOLE, HOST)).isEqualTo(CONSOLE);
        assertThat(ports.take(2, CONSOLE, HOST)).isEqualTo(CONSOLE.withPort(40_001));
        assertThat(ports.take(3, CONSOLE.withPort(40_001), HOST)).isEqualTo(CONSOLE.withPort(40_002));
        assertThat(ports.take(4, CONSOLE, HOST.withPort(7600))).isEqualTo(CONSOLE);

        ports.release(1, CONSOLE, HOST);
        assertThat(ports.take(5, CONSOLE, HOST)).isEqualTo(CONSOLE);
    }

    /** Looking through all that are taken for each stream, and where none is left for each again, takes minutes. */
    @Test
    @Timeout(60)
    void everyPortIsGivenOnceAndStreamsWithoutOneKeepTheirs() {
        Set<Endpoint> given = new HashSet<>();
        for (int stream = 0; stream < PORTS; stream++) {
            given.add(ports.take(stream, CONSOLE, HOST));
        }
        assertThat(given).hasSize(PORTS);
        for (int stream = PORTS; stream < 5 * PORTS; stream++) {
            assertThat(ports.take(stream, CONSOLE, HOST)).isEqualTo(CONSOLE);
            ports.release(stream, CONSOLE, HOST);
        }
        ports.release(7, CONSOLE.withPort(40_007), HOST);
        assertThat(ports.take(1_000_000, CONSOLE, HOST)).isEqualTo(CONSOLE.withPort(40_007));
    }
}
