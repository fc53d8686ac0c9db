package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Container;
import dev.pcfstap.fixtures.capture.Conversations;
import dev.pcfstap.fixtures.capture.Disturbances;
import dev.pcfstap.fixtures.capture.Link;
import dev.pcfstap.fixtures.capture.Network;
import dev.pcfstap.fixtures.capture.Segment;
import dev.pcfstap.fixtures.program.NeedsProgram;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.pcap.export.ExportOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** tshark puts the same streams together, and opens what we write without complaint. */
@NeedsProgram(value = "tshark", debianPackage = "tshark")
class TsharkWitnessTest {
    private static final long SEED = 99;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Golden.class)
    void tsharkSeesTheSameStreamsInTheGoldens(Golden golden) throws Exception {
        agrees(golden.pcapBytes(), golden.tape().streams().size());
    }

    static Stream<Arguments> captures() {
        Random random = new Random(SEED);
        List<Segment> plain = Conversations.of(Golden.STREAMS.tape(), 1400, -9000);
        List<Segment> disturbed = Disturbances.reorderedInRuns(
                Disturbances.retransmitted(Disturbances.overlapping(plain, random), random), random);
        return Stream.of(
                Arguments.of("wrapped, reordered", new CaptureMaker(), disturbed),
                Arguments.of("VLAN, nanoseconds", maker(Link.VLAN, Network.IPV4, Container.PCAP_NANOS_BIG), disturbed),
                Arguments.of(
                        "QinQ, extensions", maker(Link.QINQ, Network.IPV6_EXTENSIONS, Container.PCAPNG_BIG), plain),
                Arguments.of("SLL, fragments", maker(Link.COOKED, Network.IPV4_FRAGMENTS, Container.PCAP_BIG), plain),
                Arguments.of(
                        "SLL2, fragments",
                        maker(Link.COOKED_V2, Network.IPV6_FRAGMENTS, Container.PCAPNG_NANOS),
                        plain),
                Arguments.of(
                        "raw, noise",
                        maker(Link.RAW, Network.IPV6, Container.PCAPNG_LITTLE).noise(),
                        disturbed),
                Arguments.of("loopback", maker(Link.LOOPBACK_LITTLE, Network.IPV4, Container.PCAP_LITTLE), plain));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("captures")
    void tsharkSeesTheSameStreamsInMadeCaptures(String name, CaptureMaker maker, List<Segment> segments)
            throws Exception {
        byte[] capture = maker.file(segments);

        Imports.Result result = agrees(capture, name.contains("noise") ? 16 : 8);

        assertThat(result.summary().complete()).isTrue();
    }

    @Test
    void tsharkOpensAnExportWithoutComplaint() throws Exception {
        for (int mtu : new int[] {576, 1500, 65_535}) {
            Tape tape = Golden.STREAMS.tape();
            Path file = folder.resolve("export-" + mtu + ".pcapng");
            Files.write(file, Exports.of(tape, ExportOptions.DEFAULT.withMtuBytes(mtu)));

            List<String> rows = Tshark.lines(
                    folder,
                    "-r",
                    file.toString(),
                    "-N",
                    "n",
                    "-o",
                    "tcp.check_checksum:TRUE",
                    "-o",
                    "ip.check_checksum:TRUE",
                    "-T",
                    "fields",
                    "-e",
                    "_ws.expert.message",
                    "-e",
                    "frame.comment",
                    "-e",
                    "ip.src_host",
                    "-e",
                    "ip.len",
                    "-e",
                    "tcp.checksum.status",
                    "-e",
                    "ip.checksum.status");

            List<String> comments = new ArrayList<>();
            for (String row : rows) {
                String[] fields = row.split("\t", -1);
                // What an import reads back, before what people are told.
                String remark = "(pcfs-tap: (stream|close reason)=[^,]*,?)?";
                assertThat(fields[0]).matches(remark + "(chunk \\d+)?(Connection (establish|finish) .*)?");
                assertThat(fields[2]).isIn("console", "host");
                assertThat(Integer.parseInt(fields[3])).isLessThanOrEqualTo(mtu);
                assertThat(fields[4] + fields[5]).isEqualTo("11");
                if (!fields[1].isEmpty() && !fields[1].matches(remark)) {
                    comments.add(fields[1]);
                }
            }
            assertThat(comments)
                    .containsExactlyElementsOf(IntStream.range(0, tape.records().size())
                            .filter(i -> tape.records().get(i).kind().isChunk())
                            .mapToObj(i -> "chunk " + i)
                            .toList());
            agrees(Files.readAllBytes(file), 8);
        }
    }

    /** Compares each connection that tshark sees on our port with the stream that we see. */
    private Imports.Result agrees(byte[] capture, int connections) throws Exception {
        Path file = Files.write(folder.resolve("capture"), capture);
        Imports.Result result = Imports.of(capture);
        SeenStreams seen = result.seen();
        List<Tshark.Followed> followed = Tshark.follow(folder, file, connections);
        for (int stream = 1; stream <= seen.addresses.size(); stream++) {
            String console = seen.addresses.get(stream - 1).client();
            String host = seen.addresses.get(stream - 1).server();
            Tshark.Followed same = followed.stream()
                    .filter(each -> each.between(console, host))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("tshark sees nothing between " + console + " and " + host));
            assertThat(seen.toHost(stream)).as("s%d", stream).isEqualTo(same.from(console));
            assertThat(seen.toConsole(stream)).as("s%d", stream).isEqualTo(same.from(host));
        }
        return result;
    }

    private static CaptureMaker maker(Link link, Network network, Container container) {
        return new CaptureMaker().link(link).network(network).container(container);
    }
}
