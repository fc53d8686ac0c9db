package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.pcap.export.ExportOptions;
import dev.pcfstap.pcap.export.PcapngExport;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is exported comes back the same. */
class ExportTest {
    private static final byte[] REQUEST = {1, 2, 3, 4, 5};
    private static final byte[] RESPONSE = {6, 7, 8};

    @ParameterizedTest
    @EnumSource(Golden.class)
    void exportComesBackWithItsBytesOrderAndTimes(Golden golden) throws Exception {
        Tape tape = golden.tape();
        for (int mtu : new int[] {128, 1500, 9000, 65_535}) {
            byte[] file = Exports.of(tape, ExportOptions.DEFAULT.withMtuBytes(mtu));

            SeenStreams seen = Imports.of(file).seen();

            assertThat(seen.tape()).isEqualTo(tape.joined());
            assertThat(seen.notes).isEmpty();
            assertThat(seen.gaps).isEmpty();
            assertThat(seen.reasons).containsOnly(CloseReason.SERVER);
            assertThat(seen.addresses.get(0)).isEqualTo(Exports.addresses(1));
            assertThat(seen.times.get(0)).isEqualTo(Exports.START_NANOS);
            long last = Exports.START_NANOS + (tape.records().size() - 1) * Exports.STEP_NANOS;
            assertThat(seen.times.get(seen.times.size() - 1)).isEqualTo(last);
            assertThat(seen.times).isSorted();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:1024, 10.0.0.2:7500, 10.0.0.1:1024, 10.0.0.2:7500",
        "[fe80::1%eth0]:1024, [2001:db8::2]:7500, [fe80::1]:1024, [2001:db8::2]:7500",
        "10.0.0.1:1024, [::1]:7500, 10.0.0.1:1024, [::1]:7500",
        "127.0.0.1:1024, localhost:7500, 127.0.0.1:1024, 127.0.0.1:7500",
        "console.lan:1024, build-host:7500, 192.0.2.2:1024, 192.0.2.1:7500"
    })
    void addressesComeBackAsNumbers(String console, String host, String consoleBack, String hostBack) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngExport export = new PcapngExport(out, ExportOptions.DEFAULT)) {
            export.opened(1, 1000, new StreamAddresses(console, host));
            export.data(1, Direction.CONSOLE_TO_HOST, 2000, REQUEST, 1, 3, List.of());
            export.closed(1, 3000, CloseReason.CLIENT);
        }

        SeenStreams seen = Imports.of(out.toByteArray()).seen();

        assertThat(seen.addresses).containsExactly(new StreamAddresses(consoleBack, hostBack));
        assertThat(seen.toHost(1)).containsExactly(2, 3, 4);
        assertThat(seen.times).containsExactly(1000L, 2000L, 3000L);
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            names = {"SHUTDOWN"},
            mode = EnumSource.Mode.EXCLUDE)
    void closeReasonsComeBack(CloseReason reason) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngExport export = new PcapngExport(out, ExportOptions.DEFAULT)) {
            export.opened(1, 1000, Exports.addresses(1));
            if (reason != CloseReason.UPSTREAM_UNREACHABLE) {
                export.data(1, Direction.CONSOLE_TO_HOST, 2000, REQUEST, 0, 5, List.of());
                export.data(1, Direction.HOST_TO_CONSOLE, 2500, RESPONSE, 0, 3, List.of());
            }
            export.closed(1, 3000, reason);
        }

        SeenStreams seen = Imports.of(out.toByteArray()).seen();

        assertThat(seen.reasons).containsExactly(reason);
        assertThat(seen.gaps).isEmpty();
        assertThat(seen.notes).isEmpty();
    }

    @Test
    void gapComesBackWithItsSize() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngExport export = new PcapngExport(out, ExportOptions.DEFAULT)) {
            export.opened(1, 1000, Exports.addresses(1));
            export.data(1, Direction.CONSOLE_TO_HOST, 2000, REQUEST, 0, 5, List.of());
            export.gap(1, new Gap(3, 1234, 77, 2100, 2200));
            export.data(1, Direction.HOST_TO_CONSOLE, 2500, RESPONSE, 0, 3, List.of());
            export.data(1, Direction.CONSOLE_TO_HOST, 2600, REQUEST, 0, 5, List.of());
            export.closed(1, 3000, CloseReason.CLIENT);
        }

        SeenStreams seen = Imports.of(out.toByteArray()).seen();

        assertThat(seen.gaps.stream().mapToLong(Gap::toHostBytes).sum()).isEqualTo(1234);
        assertThat(seen.gaps.stream().mapToLong(Gap::toConsoleBytes).sum()).isEqualTo(77);
        assertThat(seen.toHost(1)).containsExactly(1, 2, 3, 4, 5, 1, 2, 3, 4, 5);
        assertThat(seen.toConsole(1)).containsExactly(6, 7, 8);
        assertThat(seen.reasons).containsExactly(CloseReason.CLIENT);
    }

    @Test
    void portsThatAreUsedAgainOrAtTheSameTimeStayApart() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngExport export = new PcapngExport(out, ExportOptions.DEFAULT)) {
            for (long stream = 1; stream <= 3; stream++) {
                export.opened(stream, 1000 * stream, Exports.addresses(9));
                byte[] bytes = {(byte) stream};
                export.data(stream, Direction.CONSOLE_TO_HOST, 1000 * stream + 1, bytes, 0, 1, List.of());
                if (stream != 2) {
                    export.closed(stream, 1000 * stream + 2, CloseReason.CLIENT);
                }
            }
        }

        SeenStreams seen = Imports.of(out.toByteArray()).seen();

        assertThat(seen.addresses).hasSize(3);
        assertThat(seen.addresses.get(1)).isEqualTo(seen.addresses.get(0));
        assertThat(seen.addresses.get(2)).isNotEqualTo(seen.addresses.get(1));
        assertThat(List.of(seen.toHost(1)[0], seen.toHost(2)[0], seen.toHost(3)[0]))
                .containsExactly((byte) 1, (byte) 2, (byte) 3);
    }

    @Test
    void mtuThatHasNoRoomIsRefused() {
        assertThatThrownBy(() -> ExportOptions.DEFAULT.withMtuBytes(100))
                .hasMessage("the MTU is 100, allowed are 128 to 65535");
    }
}
