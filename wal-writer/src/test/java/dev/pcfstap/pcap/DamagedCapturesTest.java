package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.Bytes;
import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Container;
import dev.pcfstap.fixtures.capture.Conversations;
import dev.pcfstap.fixtures.capture.Disturbances;
import dev.pcfstap.fixtures.capture.Link;
import dev.pcfstap.fixtures.capture.Network;
import dev.pcfstap.fixtures.capture.PcapngWriter;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.pcap.file.CaptureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Captures that are cut or changed anywhere: a result or a clear line, never another exception, never a hang. */
@Timeout(120)
class DamagedCapturesTest {
    private static final long SEED = 424242;
    private static final Tape SMALL = new Tape(List.of(
            TapeRecord.opened(1),
            TapeRecord.toHost(1, bytes(52)),
            TapeRecord.toConsole(1, bytes(40)),
            TapeRecord.toHost(1, bytes(400)),
            TapeRecord.toConsole(1, bytes(700)),
            TapeRecord.closed(1)));

    @ParameterizedTest
    @EnumSource(Container.class)
    void everyPrefixGivesAPrefixOrALine(Container container) throws Exception {
        byte[] whole = file(container, Network.IPV4);
        byte[] toHost = SMALL.bytes(1, TapeKind.TO_HOST);
        byte[] toConsole = SMALL.bytes(1, TapeKind.TO_CONSOLE);
        long complete = 0;
        for (int length = 0; length < whole.length; length++) {
            Imports.Result result = checked(Arrays.copyOf(whole, length));
            if (result == null) {
                assertThat(length).isLessThan(4);
                continue;
            }
            byte[] seen = result.seen().toHost(1);
            assertThat(seen).isEqualTo(Arrays.copyOf(toHost, seen.length));
            byte[] back = result.seen().toConsole(1);
            assertThat(back).isEqualTo(Arrays.copyOf(toConsole, back.length));
            complete += result.summary().damages() == 0 ? 1 : 0;
        }
        // A cut between two records cannot be told from a capture that was ended there.
        assertThat(complete).isLessThanOrEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void everyByteThatChangesGivesAResultOrALine(Container container) throws Exception {
        Random random = new Random(SEED);
        for (Network network : new Network[] {Network.IPV4, Network.IPV6_EXTENSIONS, Network.IPV4_FRAGMENTS}) {
            byte[] whole = file(container, network);
            for (int at = 0; at < whole.length; at++) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 + random.nextInt(255));
                checked(changed);
            }
        }
    }

    @Test
    void manyBytesThatChangeGiveAResultOrALine() throws Exception {
        Random random = new Random(SEED);
        for (Golden golden : Golden.values()) {
            for (int round = 0; round < 20; round++) {
                byte[] changed = golden.pcapBytes();
                for (int i = random.nextInt(200); i >= 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                checked(changed);
            }
        }
    }

    @Test
    void damagedLengthCostsOnlyThePacketsAroundIt() throws Exception {
        for (Container container : Container.values()) {
            byte[] whole = new CaptureMaker().container(container).file(Conversations.of(Golden.READS.tape(), 1400, 1));
            byte[] changed = whole.clone();
            Arrays.fill(changed, 20_000, 20_016, (byte) 0xFF);
            Arrays.fill(changed, 40_000, 43_000, (byte) 0xEE);

            Imports.Result result = Objects.requireNonNull(checked(changed));

            long seen = result.summary().streams().toConsoleBytes()
                    + result.summary().streams().toHostBytes();
            long missing = result.summary().streams().holeBytes();
            int all = Golden.READS.tape().bytes(1, TapeKind.TO_HOST).length
                    + Golden.READS.tape().bytes(1, TapeKind.TO_CONSOLE).length;
            assertThat(seen + missing).as(container.name()).isEqualTo(all);
            assertThat(missing).isLessThan(10_000);
        }
    }

    @Test
    void zerosInTheMiddleCostOnlyThePacketsTheyHit() throws Exception {
        byte[] whole = longCapture();
        List<byte[]> files = new ArrayList<>();
        for (int from : new int[] {20_000, 20_007, 20_013, header(whole, 20_000), header(whole, 20_000) + 2}) {
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, from, from + 4096, (byte) 0);
            files.add(zeroed);
        }
        int at = header(whole, 20_000);
        ByteBuffer inserted = ByteBuffer.allocate(whole.length + 1000);
        inserted.put(whole, 0, at).position(at + 1000).put(whole, at, whole.length - at);
        files.add(Bytes.of(inserted));

        for (byte[] file : files) {
            Imports.Result result = Objects.requireNonNull(checked(file));

            assertThat(result.summary().damages()).isPositive();
            assertMissesAtMost(result, 8000);
        }
    }

    @Test
    void timeThatIsNonsenseBesideALengthThatIsCostsOnlyThePacketsAroundIt() throws Exception {
        byte[] whole = longCapture();
        int at = header(whole, 20_000);
        for (int secondsByte : new int[] {0, 0xFF}) {
            for (int lengthBytes : new int[] {3000, 20_000, 35_000, 60_000}) {
                byte[] changed = whole.clone();
                Arrays.fill(changed, at, at + 4, (byte) secondsByte);
                ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 8, lengthBytes);

                Imports.Result result = Objects.requireNonNull(checked(changed));

                assertThat(result.summary().damages()).isPositive();
                assertMissesAtMost(result, 4000);
            }
        }
    }

    @Test
    void blocksBehindOneThatWasCutAnywhereAreRead() throws Exception {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            List<byte[]> frames = new CaptureMaker().rawFrames(Conversations.of(SMALL, 600, 1000));
            PcapngWriter head = new PcapngWriter(order).section();
            head.describe(1, 0, 9, 0);
            PcapngWriter rest = new PcapngWriter(order);
            frames.forEach(frame -> rest.enhanced(0, 42, frame, 65_535));
            PcapngWriter again = new PcapngWriter(order).section();
            again.describe(1, 0, 9, 0);
            for (int cut = 1; cut < 60; cut++) {
                for (byte[] before : List.of(new byte[0], again.bytes())) {
                    ByteBuffer file =
                            ByteBuffer.allocate(head.bytes().length + cut + before.length + rest.bytes().length);
                    file.put(head.bytes()).put(rest.bytes(), 0, cut).put(before).put(rest.bytes());

                    Imports.Result result = Objects.requireNonNull(checked(Bytes.of(file)));

                    assertThat(result.summary().damages()).isPositive();
                    assertThat(result.seen().tape())
                            .as("cut after %d: %s", cut, result.summary().notices())
                            .isEqualTo(SMALL.joined());
                }
            }
        }
    }

    @Test
    void lengthBeyondTheEndOfTheFileCostsOnlyItsPacket() throws Exception {
        byte[] whole = longCapture();
        for (int from : new int[] {20_000, 50_000, whole.length - 3000}) {
            byte[] changed = whole.clone();
            int at = header(whole, from);
            ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 8, 70_000);

            Imports.Result result = Objects.requireNonNull(checked(changed));

            assertThat(result.summary().notices().get(0))
                    .isEqualTo(String.format(
                            Locale.ROOT,
                            "capture: ends inside a packet at 0x%x, after %d of 70000 bytes; continued at 0x%x",
                            at + 16,
                            whole.length - at - 16,
                            header(whole, at + 1)));
            assertMissesAtMost(result, 1400);
        }
    }

    /** Somebody sends a capture over the network that is captured: its packets are no packets of this capture. */
    @Test
    void aSearchBehindDamageMakesNoPacketsOfACaptureInAPayload() throws Exception {
        for (Container container : List.of(Container.PCAP_LITTLE, Container.PCAPNG_LITTLE)) {
            byte[] inner =
                    new CaptureMaker().hostPort(9999).container(container).file(Conversations.of(SMALL, 100, 1));
            byte[] payload = Arrays.copyOfRange(inner, inner.length - 1300, inner.length);
            Tape sending = new Tape(List.of(TapeRecord.opened(1), TapeRecord.toHost(1, payload), TapeRecord.closed(1)));
            byte[] whole = new CaptureMaker().container(container).file(Conversations.of(sending, 1400, 1));
            long packets = Imports.of(whole).summary().packets().packets();
            int at = container == Container.PCAP_LITTLE ? header(whole, 24 + 2 * 70 + 1) : 0;
            for (int length : new int[] {1, 200, 1399, 70_000, -1}) {
                byte[] changed = whole.clone();
                int lengthAt = container == Container.PCAP_LITTLE ? at + 8 : indexOfLongest(whole) + 4;
                ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(lengthAt, length);

                Imports.Result result = Objects.requireNonNull(checked(changed));

                assertThat(result.summary().packets().packets())
                        .as(
                                "%s, length %d: %s",
                                container, length, result.summary().notices())
                        .isBetween(packets - 2, packets);
                assertThat(result.summary().candidates()).isEmpty();
            }
        }
    }

    private static int indexOfLongest(byte[] pcapng) {
        ByteBuffer in = ByteBuffer.wrap(pcapng).order(ByteOrder.LITTLE_ENDIAN);
        int longest = 0;
        for (int at = 0; at < pcapng.length; at += in.getInt(at + 4)) {
            longest = in.getInt(at + 4) > in.getInt(longest + 4) ? at : longest;
        }
        return longest;
    }

    @Test
    void aTimeThatCannotBeCostsNoPacket() throws Exception {
        byte[] whole = longCapture();
        long packets = Imports.of(whole).summary().packets().packets();
        int at = header(whole, 20_000);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 4, -5);

        Imports.Result result = Imports.of(whole);

        assertThat(result.summary().packets().packets()).isEqualTo(packets);
        assertThat(result.summary().notices())
                .containsExactly(String.format(
                        Locale.ROOT,
                        "capture: times break the rule of the file from 0x%x on: 4294967291 in a second of 1000000; such"
                                + " fractions are taken for nanoseconds",
                        at));
        assertMissesAtMost(result, 0);
    }

    @Test
    void zerosAtTheEndAreAnUnfinishedFileAndNoPackets() throws Exception {
        byte[] whole = longCapture();
        long packets = Imports.of(whole).summary().packets().packets();

        Imports.Result result = Imports.of(Arrays.copyOf(whole, whole.length + 4096));

        assertThat(result.summary().packets().packets()).isEqualTo(packets);
        assertThat(result.summary().complete()).isFalse();
        assertThat(result.summary().notices())
                .containsExactly(String.format(
                        Locale.ROOT,
                        "capture: ends in 4096 zero bytes at 0x%x; it was not written to its end",
                        whole.length));
        assertMissesAtMost(result, 0);
    }

    @Test
    void lengthsThatLeadNowhereCostLinearTime() {
        for (int length : new int[] {1, 200_000, 262_144, 500_000, 1_000_000}) {
            ByteBuffer pcap = ByteBuffer.allocate(8 << 20);
            pcap.putInt(0xA1B2C3D4)
                    .putInt(0x0002_0004)
                    .putInt(0)
                    .putInt(0)
                    .putInt(65_535)
                    .putInt(1);
            ByteBuffer pcapng = ByteBuffer.allocate(8 << 20);
            pcapng.put(new PcapngWriter(ByteOrder.BIG_ENDIAN).section().bytes());
            while (pcapng.remaining() > 20) {
                pcap.putInt(1_760_000_000)
                        .putInt(1)
                        .putInt(length)
                        .putInt(length)
                        .put((byte) 1);
                pcapng.putInt(6).putInt(12).putInt(12).putInt(6).putInt(length & ~3);
            }
            checked(Bytes.of(pcap));
            checked(Bytes.of(pcapng));
        }
    }

    @Test
    void noiseOfEveryLinkTypeGivesAResult() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < 3000; round++) {
            byte[] file = new CaptureMaker()
                    .link(pick(List.of(Link.values()), random))
                    .network(pick(List.of(Network.values()), random))
                    .container(pick(List.of(Container.values()), random))
                    .snapLength(40 + random.nextInt(1000))
                    .file(Disturbances.overlapping(Conversations.of(SMALL, 1 + random.nextInt(300), -600), random));
            for (int i = random.nextInt(30); i >= 0; i--) {
                file[24 + random.nextInt(file.length - 24)] = (byte) random.nextInt();
            }
            checked(file);
        }
    }

    private static byte[] longCapture() {
        return new CaptureMaker().file(Conversations.of(Golden.READS.tape(), 1400, 1));
    }

    /** Where the first packet header at {@code from} or behind it begins in a classic capture. */
    private static int header(byte[] capture, int from) {
        ByteBuffer in = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
        int at = 24;
        while (at < from) {
            at += 16 + in.getInt(at + 8);
        }
        return at;
    }

    private static void assertMissesAtMost(Imports.Result result, long bytes) {
        long seen = result.summary().streams().toConsoleBytes()
                + result.summary().streams().toHostBytes();
        long all = (long) Golden.READS.tape().bytes(1, TapeKind.TO_HOST).length
                + Golden.READS.tape().bytes(1, TapeKind.TO_CONSOLE).length;
        assertThat(seen).isBetween(all - bytes, all);
    }

    /** What an import gives; null when it refuses the file with a line. Anything else that is thrown fails the test. */
    private static Imports.@Nullable Result checked(byte[] file) {
        try {
            Imports.Result result = Imports.of(file);
            result.summary().notices().forEach(DamagedCapturesTest::assertLine);
            List<String> events = result.seen().events;
            assertThat(events.stream()
                            .filter(event -> event.startsWith("opened"))
                            .count())
                    .isEqualTo(events.stream()
                            .filter(event -> event.startsWith("closed"))
                            .count());
            return result;
        } catch (CaptureException e) {
            assertThat(e).hasMessageStartingWith("capture: ");
            assertLine(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static <T> T pick(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static void assertLine(String line) {
        assertThat(line).isNotBlank().doesNotContain("\n").doesNotContain("Exception");
    }

    private static byte[] file(Container container, Network network) {
        return new CaptureMaker().container(container).network(network).file(Conversations.of(SMALL, 600, 1000));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
