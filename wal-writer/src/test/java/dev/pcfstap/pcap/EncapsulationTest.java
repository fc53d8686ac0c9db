package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Conversations;
import dev.pcfstap.fixtures.capture.Encapsulation;
import dev.pcfstap.fixtures.capture.Link;
import dev.pcfstap.fixtures.capture.Network;
import dev.pcfstap.fixtures.capture.PcapngWriter;
import dev.pcfstap.fixtures.capture.Segment;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is mirrored, tunnelled and tagged is found, as tshark finds it, and what is not is named. */
class EncapsulationTest {
    private static final Tape TALK = new Tape(List.of(
            TapeRecord.opened(1),
            TapeRecord.toHost(1, "question".repeat(10).getBytes(StandardCharsets.UTF_8)),
            TapeRecord.toConsole(1, "answer".repeat(100).getBytes(StandardCharsets.UTF_8)),
            TapeRecord.closed(1)));
    private static final List<Segment> SEGMENTS = Conversations.of(TALK, 1400, 1000);

    /** Of these, tshark's older versions know nothing, or only as it is configured. */
    private static final Set<Encapsulation> UNKNOWN_TO_TSHARK = EnumSet.of(
            Encapsulation.MPLS_ETHERNET,
            Encapsulation.EDSA_TYPE,
            Encapsulation.BROADCOM,
            Encapsulation.BROADCOM_FIRST,
            Encapsulation.DSA,
            Encapsulation.EDSA);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void everyEncapsulationIsReadAndTsharkSeesTheSame() throws Exception {
        for (Network network : List.of(Network.IPV4, Network.IPV6)) {
            byte[] capture = Encapsulation.captureOfAll(network, SEGMENTS);

            Imports.Result result = Imports.of(capture);

            assertThat(result.summary().complete()).isTrue();
            assertThat(result.summary().notices()).isEmpty();
            Path file = Files.write(folder.resolve("all.pcapng"), capture);
            int known = Encapsulation.values().length - UNKNOWN_TO_TSHARK.size();
            List<Tshark.Followed> followed = Tshark.follow(folder, file, known);
            for (int stream = 1; stream <= Encapsulation.values().length; stream++) {
                Encapsulation each = List.of(Encapsulation.values()).get(stream - 1);
                byte[] toHost = result.seen().toHost(stream);
                assertThat(toHost).as("%s", each).isEqualTo(TALK.bytes(1, TapeKind.TO_HOST));
                assertThat(result.seen().toConsole(stream))
                        .as("%s", each)
                        .isEqualTo(TALK.bytes(1, TapeKind.TO_CONSOLE));
                String console = result.seen().addresses.get(stream - 1).client();
                String host = result.seen().addresses.get(stream - 1).server();
                if (!UNKNOWN_TO_TSHARK.contains(each)) {
                    assertThat(followed)
                            .as("%s", each)
                            .filteredOn(other -> other.between(console, host))
                            .singleElement()
                            .satisfies(other -> assertThat(other.from(console)).isEqualTo(toHost));
                }
            }
        }
    }

    /** A tunnel's packets are longer than what they carry, so they come in fragments. */
    @Test
    void fragmentsOfATunnelArePutTogether() throws Exception {
        for (Encapsulation tunnel : List.of(Encapsulation.ERSPAN_II, Encapsulation.TZSP, Encapsulation.IP4)) {
            PcapngWriter file = new PcapngWriter(ByteOrder.LITTLE_ENDIAN).section();
            file.describe(1, 0, 9, 0);
            int id = 1;
            for (byte[] packet : new CaptureMaker().link(Link.RAW).rawFrames(SEGMENTS)) {
                byte[] whole = tunnel.frame(packet);
                byte[] first = Arrays.copyOf(whole, 14 + 20 + 40);
                byte[] second = new byte[whole.length - 40];
                System.arraycopy(whole, 0, second, 0, 34);
                System.arraycopy(whole, 74, second, 34, whole.length - 74);
                file.enhanced(0, id, fragment(second, id, 5), 65_535);
                file.enhanced(0, id, fragment(first, id, 0x2000), 65_535);
                id++;
            }

            Imports.Result result = Imports.of(file.bytes());

            assertThat(result.seen().toConsole(1)).as("%s", tunnel).isEqualTo(TALK.bytes(1, TapeKind.TO_CONSOLE));
            assertThat(result.summary().complete()).isTrue();
        }
    }

    private static byte[] fragment(byte[] frame, int id, int flagsAndOffset) {
        int total = frame.length - 14;
        frame[16] = (byte) (total >>> 8);
        frame[17] = (byte) total;
        frame[19] = (byte) id;
        frame[20] = (byte) (flagsAndOffset >>> 8);
        frame[21] = (byte) flagsAndOffset;
        return frame;
    }

    @Test
    void nestingIsBoundedAndSaid() throws Exception {
        byte[] packet = new CaptureMaker().link(Link.RAW).rawFrames(SEGMENTS).get(3);
        byte[] deep = packet;
        for (int i = 0; i < 20; i++) {
            byte[] around = Encapsulation.IP4.frame(deep);
            deep = Arrays.copyOfRange(around, 14, around.length);
        }
        byte[] labels = new byte[60_000];
        for (int at = 0; at + 18 <= labels.length; at += 18) {
            labels[at + 2] = 1;
            labels[at + 4] = (byte) 0x20;
            labels[at + 16] = (byte) 0x88;
            labels[at + 17] = 0x47;
        }
        byte[] mpls = Encapsulation.MPLS.frame(labels);
        PcapngWriter file = new PcapngWriter(ByteOrder.BIG_ENDIAN).section();
        file.describe(101, 0, 9, 0);
        file.describe(1, 0, 9, 0);
        file.enhanced(0, 1, deep, 262_144);
        file.enhanced(1, 2, mpls, 262_144);

        Imports.Result result = Imports.of(file.bytes());

        assertThat(result.summary().notices()).contains("not looked into: 2 packets of nested deeper than 8 tunnels");
        assertThat(result.summary().complete()).isFalse();
    }

    @Test
    void cutAndChangedPacketsOfEveryEncapsulationGiveAResult() throws Exception {
        Random random = new Random(7);
        byte[] whole = Encapsulation.captureOfAll(Network.IPV6, SEGMENTS);
        for (int round = 0; round < 200; round++) {
            byte[] changed = whole.clone();
            for (int i = 0; i < 40; i++) {
                changed[1500 + random.nextInt(changed.length - 1500)] = (byte) random.nextInt();
            }
            assertThat(Imports.of(changed).summary().packets().packets()).isPositive();
        }
        byte[] frame = Encapsulation.ERSPAN_III_SUBHEADER.frame(
                new CaptureMaker().link(Link.RAW).rawFrames(SEGMENTS).get(3));
        for (Encapsulation each : Encapsulation.values()) {
            byte[] full = each.frame(Arrays.copyOfRange(frame, 14, frame.length));
            PcapngWriter file = new PcapngWriter(ByteOrder.LITTLE_ENDIAN).section();
            file.describe(each.linkType, 0, 9, 0);
            for (int length = 0; length < full.length; length++) {
                file.enhanced(0, length, full, length);
            }
            assertThat(Imports.of(file.bytes()).summary().packets().packets()).isEqualTo(full.length);
        }
    }
}
