package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Conversations;
import dev.pcfstap.fixtures.capture.Link;
import dev.pcfstap.fixtures.capture.PcapngWriter;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.pcap.file.CaptureException;
import dev.pcfstap.pcap.tcp.PortCandidate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The containers: what they may hold, and what is said when they are not captures. */
class CaptureFilesTest {
    private static final Tape TAPE = Golden.BOOT.tape();
    private static final byte[] PCAP = Golden.BOOT.pcapBytes();

    @TempDir
    Path folder;

    @Test
    void gzipAndZstdAreReadDirectly() throws Exception {
        byte[] gzip = gzip(PCAP);
        byte[] zstd = Zstd.compress(PCAP);

        assertThat(Imports.of(gzip).seen().tape()).isEqualTo(TAPE.joined());
        assertThat(Imports.of(zstd).seen().tape()).isEqualTo(TAPE.joined());
        assertThat(fromFile("capture.pcap.gz", gzip).tape()).isEqualTo(TAPE.joined());
        assertThat(fromFile("capture.pcap.zst", zstd).tape()).isEqualTo(TAPE.joined());
    }

    @Test
    void compressedDataOfSeveralPartsIsOneCapture() throws Exception {
        byte[] first = Arrays.copyOf(PCAP, 5000);
        byte[] rest = Arrays.copyOfRange(PCAP, 5000, PCAP.length);

        assertThat(Imports.of(concat(gzip(first), gzip(rest))).seen().tape()).isEqualTo(TAPE.joined());
        assertThat(Imports.of(concat(Zstd.compress(first), Zstd.compress(rest)))
                        .seen()
                        .tape())
                .isEqualTo(TAPE.joined());
    }

    @Test
    void compressedDataArrivesOnAPipeThatCannotSayWhatIsAvailable() throws Exception {
        byte[] first = Arrays.copyOf(PCAP, 5000);
        byte[] rest = Arrays.copyOfRange(PCAP, 5000, PCAP.length);
        byte[] firstZipped = gzip(first);

        for (byte[] whole : List.of(
                Zstd.compress(PCAP),
                concat(Zstd.compress(first), Zstd.compress(rest)),
                concat(firstZipped, gzip(rest)))) {
            for (int pieceBytes : new int[] {1, firstZipped.length, whole.length}) {
                SeenStreams seen = new SeenStreams();
                PcapImport pcapImport = new PcapImport(ImportOptions.DEFAULT, seen, ImportListener.SILENT);
                pcapImport.read("pipe", new PipeOfPieces(whole, pieceBytes));

                assertThat(pcapImport.finish().complete()).isTrue();
                assertThat(seen.tape()).isEqualTo(TAPE.joined());
            }
        }
    }

    @Test
    void compressedDataThatEndsEarlyIsDamageAndGivesWhatIsThere() throws Exception {
        byte[] capture = Golden.STREAMS.pcapBytes();
        for (byte[] whole : List.of(gzip(capture), Zstd.compress(capture))) {
            Imports.Result result = Imports.of(Arrays.copyOf(whole, whole.length * 3 / 4));

            assertThat(result.summary().damages()).isPositive();
            assertThat(result.summary().streams().toHostBytes()).isPositive();
            assertThat(result.summary().notices())
                    .anyMatch(notice -> notice.startsWith("capture: the compressed data is damaged or cut short ("));
        }
    }

    @Test
    void gzipWhoseNextPartHasNoWholeHeaderIsDamaged() throws Exception {
        byte[] first = gzip(Arrays.copyOf(PCAP, 5000));
        byte[] rest = gzip(Arrays.copyOfRange(PCAP, 5000, PCAP.length));
        byte[] changed = rest.clone();
        changed[2] ^= 1;
        List<byte[]> files = new ArrayList<>(List.of(concat(first, changed)));
        for (int length = 1; length <= 40; length++) {
            files.add(concat(first, Arrays.copyOf(rest, length)));
        }

        for (byte[] file : files) {
            for (int pieceBytes : new int[] {1, first.length - 20, first.length, first.length + 5, file.length}) {
                PcapImport pcapImport = new PcapImport(ImportOptions.DEFAULT, new SeenStreams(), ImportListener.SILENT);
                pcapImport.read("pipe", new PipeOfPieces(file, pieceBytes));

                assertThat(pcapImport.finish().notices())
                        .as("%d bytes in pieces of %d", file.length, pieceBytes)
                        .anyMatch(notice -> notice.startsWith("pipe: the compressed data is damaged or cut short ("));
            }
        }
    }

    @Test
    void sectionsAndInterfacesHaveTheirOwnByteOrderLinkTypeAndClock() throws Exception {
        List<byte[]> ethernet = new CaptureMaker().rawFrames(Conversations.of(TAPE, 1400, 1));
        List<byte[]> raw = new CaptureMaker().link(Link.RAW).rawFrames(Conversations.of(TAPE, 1400, 1));
        PcapngWriter little = new PcapngWriter(ByteOrder.LITTLE_ENDIAN);
        little.section();
        little.describe(1, 0, 6, 0);
        little.describe(101, 0, 0x80 | 10, 1000);
        int half = ethernet.size() / 2;
        for (int i = 0; i < half; i++) {
            if (i % 2 == 0) {
                little.enhanced(0, 2000_000_000L + i, ethernet.get(i), 65_535);
            } else {
                little.enhanced(1, 1000 * 1024 + i, raw.get(i), 65_535);
            }
        }
        PcapngWriter big = new PcapngWriter(ByteOrder.BIG_ENDIAN);
        big.section();
        big.describe(101, 0, 3, 0);
        big.block(4, new byte[4]);
        for (int i = half; i < raw.size(); i++) {
            big.enhanced(0, 3000_000 + i, raw.get(i), 65_535);
        }

        SeenStreams seen = Imports.of(concat(little.bytes(), big.bytes())).seen();

        assertThat(seen.tape()).isEqualTo(TAPE.joined());
        assertThat(seen.times.get(0)).isEqualTo(2000_000_000_000L);
        assertThat(seen.times.get(1)).isEqualTo(2000_000_000_000L + 3 * 1_000_000_000L / 1024);
        assertThat(seen.times.get(seen.times.size() - 1)).isBetween(3000_000_000_000L, 3001_000_000_000L);
    }

    @Test
    void simplePacketsHaveTheTimeOfThePacketBefore() throws Exception {
        List<byte[]> frames = new CaptureMaker().rawFrames(Conversations.of(TAPE, 1400, 1));
        PcapngWriter out = new PcapngWriter(ByteOrder.BIG_ENDIAN);
        out.section();
        out.describe(1, 0, 9, 0);
        out.enhanced(0, 42, frames.get(0), 65_535);
        frames.subList(1, frames.size()).forEach(out::simple);

        SeenStreams seen = Imports.of(out.bytes()).seen();

        assertThat(seen.tape()).isEqualTo(TAPE.joined());
        assertThat(seen.times).containsOnly(42L);
    }

    @Test
    void blocksOfAnyLengthAreSteppedOver() throws Exception {
        List<byte[]> frames = new CaptureMaker().rawFrames(Conversations.of(TAPE, 1400, 1));
        PcapngWriter out = new PcapngWriter(ByteOrder.LITTLE_ENDIAN);
        out.section();
        out.describe(1, 0, 9, 0);
        for (byte[] frame : frames) {
            out.block(0x1234, new byte[100_000]);
            out.enhanced(0, 42, frame, 65_535);
        }
        out.block(0x1234, new byte[5 << 20]);

        Imports.Result result = Imports.of(out.bytes());

        assertThat(result.seen().tape()).isEqualTo(TAPE.joined());
        assertThat(result.summary().notices()).isEmpty();
    }

    @Test
    void rotatedCapturesAreReadAsOne() throws Exception {
        byte[] header = Arrays.copyOf(PCAP, 24);
        int cut = 24 + 3 * 70;
        Path first = Files.write(folder.resolve("a.pcap"), Arrays.copyOf(PCAP, cut));
        Path second = Files.write(folder.resolve("b.pcap"), concat(header, Arrays.copyOfRange(PCAP, cut, PCAP.length)));
        SeenStreams seen = new SeenStreams();
        List<String> progress = new ArrayList<>();
        PcapImport pcapImport = new PcapImport(ImportOptions.DEFAULT, seen, new ImportListener() {
            @Override
            public void progressed(long readBytes, long totalBytes) {
                progress.add(readBytes + "/" + totalBytes);
            }
        });

        pcapImport.read(first);
        pcapImport.read(second);

        assertThat(pcapImport.finish().complete()).isTrue();
        assertThat(seen.tape()).isEqualTo(TAPE.joined());
        int rest = PCAP.length - cut + 24;
        assertThat(progress).contains(cut + "/" + cut).endsWith(rest + "/" + rest);
    }

    @Test
    void whatIsNoCaptureIsRefusedWithFilePlaceAndValue() throws Exception {
        assertThatThrownBy(() -> Imports.of("# pcfs-tap wal 1\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CaptureException.class)
                .hasMessage("capture: is no capture: 0x23207063 at 0x0 is the magic number of neither pcap nor pcapng");
        assertThatThrownBy(() -> Imports.of(new byte[0]))
                .hasMessage("capture: is no capture: it holds 0 bytes, a capture has 24 or more");
        assertThatThrownBy(() -> Imports.of(gzip(new byte[100])))
                .hasMessage("capture: is no capture: 0x00000000 at 0x0 is the magic number of neither pcap nor pcapng");
        assertThatThrownBy(() -> Imports.of(new byte[] {0x1F, (byte) 0x8B, 8})).isInstanceOf(CaptureException.class);
        Path missing = folder.resolve("missing.pcap");
        assertThatThrownBy(() -> fromFile(missing))
                .isInstanceOf(CaptureException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> fromFile(folder)).hasMessage(folder + ": is a folder, not a capture");
    }

    @Test
    void trafficOnAnotherPortIsToldOf() throws Exception {
        byte[] file = new CaptureMaker().hostPort(7600).noise().file(Conversations.of(TAPE, 1400, 2));

        ImportSummary summary = Imports.of(file).summary();

        assertThat(summary.candidates()).extracting(PortCandidate::port).startsWith(7600);
        assertThat(summary.notices())
                .singleElement()
                .asString()
                .startsWith("nothing is on port 7500; these ports look like PCFS SATA: 7600 (");
        assertThat(Imports.of(file, ImportOptions.DEFAULT.withServerPort(7600))
                        .seen()
                        .tape())
                .isEqualTo(TAPE.joined());
        assertThat(Imports.of(Arrays.copyOf(PCAP, 24)).summary().notices())
                .containsExactly("nothing is on port 7500, and no other port looks like PCFS SATA");
    }

    @Test
    void linkTypesThatAreNotReadAreToldOf() throws Exception {
        byte[] file = PCAP.clone();
        file[20] = 105;

        assertThat(Imports.of(file).summary().notices()).contains("not looked into: 40 packets of 802.11 (Wi-Fi)");
        assertThat(Imports.of(file).summary().complete()).isFalse();
    }

    private SeenStreams fromFile(String name, byte[] bytes) throws IOException {
        return fromFile(Files.write(folder.resolve(name), bytes));
    }

    private static SeenStreams fromFile(Path file) throws IOException {
        SeenStreams seen = new SeenStreams();
        PcapImport pcapImport = new PcapImport(ImportOptions.DEFAULT, seen, ImportListener.SILENT);
        pcapImport.read(file);
        pcapImport.finish();
        return seen;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** A pipe as a channel's stream shows it: what it has comes in pieces, and to ask what is available fails. */
    private static final class PipeOfPieces extends ByteArrayInputStream {
        private final int pieceBytes;

        PipeOfPieces(byte[] bytes, int pieceBytes) {
            super(bytes);
            this.pieceBytes = pieceBytes;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, pieceBytes));
        }

        @Override
        public synchronized int available() {
            throw new UncheckedIOException(new IOException("Illegal seek"));
        }
    }
}
