package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.pcap.export.ExportOptions;
import dev.pcfstap.pcap.export.PcapngExport;
import dev.pcfstap.pcap.remark.Remark;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
        "console.lan:1024, build-host:7500, 192.0.2.2:1024, 192.0.2.1:7500",
        "?, ?, 192.0.2.1:1024, 192.0.2.1:7500"
    })
    void addressesComeBackAsTheyWereAndArePacketsOfTheirNumbers(
            String console, String host, String consolePacket, String hostPacket) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngExport export = new PcapngExport(out, ExportOptions.DEFAULT)) {
            export.opened(1, 1000, new StreamAddresses(console, host));
            export.data(1, Direction.CONSOLE_TO_HOST, 2000, REQUEST, 1, 3, List.of());
            export.closed(1, 3000, CloseReason.CLIENT);
        }

        SeenStreams seen = Imports.of(out.toByteArray()).seen();
        SeenStreams ofAnybody = Imports.of(byAnother(out.toByteArray())).seen();

        assertThat(seen.addresses).containsExactly(new StreamAddresses(console, host));
        assertThat(ofAnybody.addresses).containsExactly(new StreamAddresses(consolePacket, hostPacket));
        for (SeenStreams each : List.of(seen, ofAnybody)) {
            assertThat(each.toHost(1)).containsExactly(2, 3, 4);
            assertThat(each.times).containsExactly(1000L, 2000L, 3000L);
        }
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
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
        SeenStreams ofAnybody = Imports.of(byAnother(out.toByteArray())).seen();

        assertThat(seen.reasons).containsExactly(reason);
        boolean onTheWire = switch (reason) {
            case SHUTDOWN, CLIENT_LOST, SERVER_LOST, HALF_CLOSED -> false;
            default -> true;
        };
        assertThat(ofAnybody.reasons).containsExactly(onTheWire ? reason : CloseReason.END_OF_CAPTURE);
        for (SeenStreams each : List.of(seen, ofAnybody)) {
            assertThat(each.gaps).isEmpty();
            assertThat(each.notes).isEmpty();
        }
    }

    @Test
    void hostThatWasNotReachedComesBackWithWhatWasNotedOfIt() throws Exception {
        for (boolean asked : new boolean[] {false, true}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (PcapngExport export = new PcapngExport(out, ExportOptions.DEFAULT)) {
                export.opened(1, 1000, Exports.addresses(1));
                export.noted(1, 2000, "Connection refused");
                if (asked) {
                    export.data(1, Direction.CONSOLE_TO_HOST, 2500, REQUEST, 0, 5, List.of());
                }
                export.closed(1, 3000, CloseReason.UPSTREAM_UNREACHABLE);
            }

            SeenStreams seen = Imports.of(out.toByteArray()).seen();

            List<String> events = new ArrayList<>(List.of("opened s1", "note s1 Connection refused"));
            events.addAll(asked ? List.of("> s1 5") : List.of());
            events.add("closed s1 upstream-unreachable");
            assertThat(seen.events).isEqualTo(events);
            SeenStreams ofAnybody = Imports.of(byAnother(out.toByteArray())).seen();
            CloseReason reason = asked ? CloseReason.SERVER_RESET : CloseReason.UPSTREAM_UNREACHABLE;
            assertThat(ofAnybody.reasons).containsExactly(reason);
        }
    }

    @Test
    void gapsAndNotesComeBackAtTheirPlaceAsTheyWere() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Gap gap = new Gap(3, 1234, 77, 2100, 2200);
        Gap huge = new Gap(9, 0, 5_000_000_000L, 2250, 2300);
        try (PcapngExport export = new PcapngExport(out, ExportOptions.DEFAULT)) {
            export.noted(0, 900, "the tap began");
            export.opened(7, 1000, Exports.addresses(1));
            export.opened(3, 1001, Exports.addresses(2));
            export.data(7, Direction.CONSOLE_TO_HOST, 2000, REQUEST, 0, 5, List.of());
            export.gap(7, gap);
            export.noted(7, 2210, "two\nlines, and: pcfs-tap: close reason=client");
            export.gap(7, huge);
            export.data(3, Direction.CONSOLE_TO_HOST, 2400, REQUEST, 0, 1, List.of());
            export.data(7, Direction.HOST_TO_CONSOLE, 2500, RESPONSE, 0, 3, List.of());
            export.data(7, Direction.CONSOLE_TO_HOST, 2600, REQUEST, 0, 5, List.of());
            export.closed(7, 3000, CloseReason.CLIENT);
            export.closed(3, 3100, CloseReason.SHUTDOWN);
        }

        SeenStreams seen = Imports.of(out.toByteArray()).seen();

        assertThat(seen.events)
                .containsExactly(
                        "note s0 the tap began",
                        "opened s7",
                        "opened s3",
                        "> s7 5",
                        "gap s7 1234,77",
                        "note s7 two\nlines, and: pcfs-tap: close reason=client",
                        "gap s7 0,5000000000",
                        "> s3 1",
                        "< s7 3",
                        "> s7 5",
                        "closed s7 client",
                        "closed s3 shutdown");
        assertThat(seen.gaps).containsExactly(gap, huge);
        SeenStreams ofAnybody = Imports.of(byAnother(out.toByteArray())).seen();
        assertThat(ofAnybody.gaps.stream().mapToLong(Gap::toHostBytes).sum()).isEqualTo(1234);
        assertThat(ofAnybody.events).contains("opened s1", "opened s2").noneMatch(event -> event.startsWith("note s0"));
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
        assertThat(seen.addresses.get(2)).isEqualTo(seen.addresses.get(1));
        SeenStreams ofAnybody = Imports.of(byAnother(out.toByteArray())).seen();
        assertThat(ofAnybody.addresses.get(2)).isNotEqualTo(ofAnybody.addresses.get(1));
        assertThat(List.of(seen.toHost(1)[0], seen.toHost(2)[0], seen.toHost(3)[0]))
                .containsExactly((byte) 1, (byte) 2, (byte) 3);
    }

    @Test
    void consoleWhosePortIsTheHostsOfAnotherStreamStaysTheConsole() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngExport export = new PcapngExport(out, ExportOptions.DEFAULT)) {
            export.opened(1, 1000, new StreamAddresses("127.0.0.1:7600", "127.0.0.1:7500"));
            export.opened(2, 1001, new StreamAddresses("127.0.0.1:50000", "127.0.0.1:7600"));
            for (long stream = 1; stream <= 2; stream++) {
                export.data(stream, Direction.CONSOLE_TO_HOST, 2000, REQUEST, 0, 5, List.of());
                export.data(stream, Direction.HOST_TO_CONSOLE, 2001, RESPONSE, 0, 3, List.of());
                export.closed(stream, 2002, CloseReason.CLIENT);
            }
        }

        SeenStreams seen = Imports.of(out.toByteArray()).seen();

        assertThat(seen.addresses).hasSize(2);
        for (long stream = 1; stream <= 2; stream++) {
            assertThat(seen.toHost(stream)).isEqualTo(REQUEST);
            assertThat(seen.toConsole(stream)).isEqualTo(RESPONSE);
        }
        assertThat(seen.notes).isEmpty();
        assertThat(seen.reasons).containsOnly(CloseReason.CLIENT);
    }

    @Test
    void nameThatIsTooLongIsCutBetweenCharacters() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportOptions options = new ExportOptions(1500, "xx" + "\u00e4".repeat(200), "host");
        try (PcapngExport export = new PcapngExport(out, options)) {
            export.opened(1, 1000, Exports.addresses(1));
        }

        String file = out.toString(StandardCharsets.UTF_8);
        assertThat(file).contains("xx" + "\u00e4".repeat(126) + "\0");
        assertThat(file).doesNotContain("\u00e4".repeat(127));
    }

    @Test
    void mtuThatHasNoRoomIsRefused() {
        assertThatThrownBy(() -> ExportOptions.DEFAULT.withMtuBytes(100))
                .hasMessage("the MTU is 100, allowed are 128 to 65535");
    }

    /** The same file, but its section says that another application wrote it: its comments are only comments. */
    private static byte[] byAnother(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(Remark.APPLICATION);
        byte[] other = file.clone();
        other[at] = 'P';
        return other;
    }
}
