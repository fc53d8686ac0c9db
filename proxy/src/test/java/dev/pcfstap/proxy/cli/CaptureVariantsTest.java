package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Container;
import dev.pcfstap.fixtures.capture.Conversations;
import dev.pcfstap.fixtures.capture.Disturbances;
import dev.pcfstap.fixtures.capture.Link;
import dev.pcfstap.fixtures.capture.Network;
import dev.pcfstap.fixtures.capture.PcapngWriter;
import dev.pcfstap.fixtures.capture.Segment;
import dev.pcfstap.fixtures.tape.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The golden sessions as every kind of capture, and disturbed in every way: {@code decode} gives the golden log. */
class CaptureVariantsTest {
    private static final int MAX_BYTES = 1400;
    private static final long SEED = 20261121;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private CommandRun decode(byte[] capture, Object... more) throws IOException {
        Path file = Files.write(folder.resolve("capture"), capture);
        List<Object> arguments = new ArrayList<>(
                List.of("decode", file, "--format", "cat-dev", "--wal", folder.resolve("wal"), "--force"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray());
    }

    private void assertGivesTheLog(String what, Golden golden, byte[] capture) throws IOException {
        CommandRun run = decode(capture);
        assertThat(run.errors())
                .as("%s as %s, seed %d", golden, what, SEED)
                .singleElement()
                .asString()
                .matches("packets \\d+, streams [18], bytes \\d+, holes 0, operations \\d+(, errors: [A-Z_0-9a-f ,]+)?"
                        + "(; answers before their requests, without a latency: \\d+)?");
        assertThat(run.code()).isZero();
        assertThat(Files.readString(folder.resolve("wal")))
                .as("%s as %s, seed %d", golden, what, SEED)
                .isEqualTo(golden.catDevText());
    }

    private static List<Segment> segments(Golden golden) {
        return Conversations.of(golden.tape(), MAX_BYTES, 1_000_000);
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void containersLinksAndNetworks(Golden golden) throws Exception {
        List<Segment> segments = segments(golden);
        for (Container container : Container.values()) {
            assertGivesTheLog(
                    container.name(),
                    golden,
                    new CaptureMaker().container(container).file(segments));
        }
        for (Link link : Link.values()) {
            assertGivesTheLog(
                    link.name(), golden, new CaptureMaker().link(link).noise().file(segments));
        }
        for (Network network : Network.values()) {
            assertGivesTheLog(
                    network.name(), golden, new CaptureMaker().network(network).file(segments));
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void sequenceNumbersThatWrap(Golden golden) throws Exception {
        for (int first : new int[] {-1, -2, -1000, Integer.MAX_VALUE - 5000, Integer.MIN_VALUE}) {
            List<Segment> wrapped = Conversations.of(golden.tape(), MAX_BYTES, first);
            assertGivesTheLog("first sequence " + first, golden, new CaptureMaker().file(wrapped));
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void whatRepeatsWithoutChangingTheOrder(Golden golden) throws Exception {
        Random random = new Random(SEED);
        Map<String, List<Segment>> disturbed = new LinkedHashMap<>();
        disturbed.put("retransmitted", Disturbances.retransmitted(segments(golden), random));
        disturbed.put("overlapping", Disturbances.overlapping(segments(golden), random));
        disturbed.put("kept alive", Disturbances.keptAlive(segments(golden), random));
        disturbed.put(
                "overlapping and retransmitted",
                Disturbances.retransmitted(Disturbances.overlapping(segments(golden), random), random));
        for (Map.Entry<String, List<Segment>> each : disturbed.entrySet()) {
            assertGivesTheLog(each.getKey(), golden, new CaptureMaker().file(each.getValue()));
        }
    }

    /** What comes later is logged later, so the order among streams follows the capture; each stream's own log does not. */
    @ParameterizedTest
    @EnumSource(Golden.class)
    void segmentsOutOfOrder(Golden golden) throws Exception {
        Random random = new Random(SEED);
        byte[] inOrder = new CaptureMaker().file(segments(golden));
        for (int round = 0; round < 4; round++) {
            List<Segment> moved = Disturbances.reordered(
                    Disturbances.retransmitted(Disturbances.overlapping(segments(golden), random), random), random);
            byte[] capture = new CaptureMaker()
                    .network(round % 2 == 0 ? Network.IPV4 : Network.IPV6)
                    .file(moved);
            List<Long> streams = golden.tape().streams();
            if (streams.size() == 1) {
                assertGivesTheLog("reordered", golden, capture);
            }
            for (long stream : streams) {
                decode(inOrder, "--stream", stream);
                String expected = Files.readString(folder.resolve("wal"));
                assertThat(expected).isNotEmpty();
                assertThat(decode(capture, "--stream", stream).code()).isZero();
                assertThat(folder.resolve("wal"))
                        .as("%s, stream s%d, round %d, seed %d", golden, stream, round, SEED)
                        .usingCharset(StandardCharsets.UTF_8)
                        .hasContent(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void compressedFilesAndSectionsOfBothByteOrders(Golden golden) throws Exception {
        List<Segment> segments = segments(golden);
        for (Container container : List.of(Container.PCAP_BIG, Container.PCAPNG_LITTLE, Container.PCAPNG_BIG)) {
            byte[] capture = new CaptureMaker().container(container).file(segments);
            assertGivesTheLog("gzip of " + container, golden, gzip(capture));
            assertGivesTheLog("zstd of " + container, golden, Zstd.compress(capture));
        }
        byte[] sections = sections(segments);
        assertGivesTheLog("sections", golden, sections);
        assertGivesTheLog("gzip of sections", golden, gzip(sections));
    }

    /** A section for each hundred frames, of alternating byte order, link type and clock. */
    private static byte[] sections(List<Segment> segments) {
        List<byte[]> ethernet = new CaptureMaker().rawFrames(segments);
        List<byte[]> raw = new CaptureMaker().link(Link.RAW).rawFrames(segments);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int from = 0; from < raw.size(); from += 100) {
            boolean even = from / 100 % 2 == 0;
            PcapngWriter section = new PcapngWriter(even ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            section.section();
            section.describe(even ? 1 : 101, 0, even ? 6 : 9, 0);
            for (int i = from; i < Math.min(from + 100, raw.size()); i++) {
                long micros = 1_700_000_000_000_000L + 100L * i;
                section.enhanced(0, even ? micros : micros * 1000, (even ? ethernet : raw).get(i), 65_535);
            }
            section.block(0x4242, new byte[12]);
            file.writeBytes(section.bytes());
        }
        return file.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
