package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.OddCapture;
import dev.pcfstap.fixtures.tape.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of one capture, in whatever order they are named, overlapping or not: what merging them by time gives. */
class MergedCapturesCommandTest {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int PACKET_HEADER_BYTES = 16;
    private static final long SEED = 20261201;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    /** Deals the packets of a golden capture out to files. */
    private List<Path> dealt(int files, IntUnaryOperator fileOfPacket) throws IOException {
        byte[] whole = Golden.STREAMS.pcapBytes();
        ByteBuffer in =
                ByteBuffer.wrap(whole).order(whole[0] == (byte) 0xA1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        List<ByteArrayOutputStream> outs = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            outs.add(new ByteArrayOutputStream());
            outs.get(i).write(whole, 0, FILE_HEADER_BYTES);
        }
        for (int at = FILE_HEADER_BYTES, packet = 0; at < whole.length; packet++) {
            int length = PACKET_HEADER_BYTES + in.getInt(at + 8);
            outs.get(fileOfPacket.applyAsInt(packet)).write(whole, at, length);
            at += length;
        }
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            paths.add(Files.write(
                    folder.resolve("part" + i + ".pcap"), outs.get(i).toByteArray()));
        }
        return paths;
    }

    private CommandRun decode(List<Path> files) {
        List<Object> arguments =
                new ArrayList<>(List.of("decode", "--format", "cat-dev", "--wal", folder.resolve("wal"), "--force"));
        arguments.addAll(files);
        return CommandRun.of(arguments.toArray());
    }

    private void assertGolden(List<Path> files) throws IOException {
        CommandRun run = decode(files);
        assertThat(Files.readString(folder.resolve("wal"))).as("%s", files).isEqualTo(Golden.STREAMS.catDevText());
        assertThat(run.code()).isZero();
        assertThat(run.errors()).hasSize(1);
    }

    @Test
    void filesThatFollowEachOtherInAnyOrder() throws IOException {
        // More files than are kept open at once.
        List<Path> files = dealt(40, packet -> Math.min(39, packet / 20));
        Collections.reverse(files);
        assertGolden(files);
        Collections.shuffle(files, new Random(SEED));
        assertGolden(files);
    }

    @Test
    void filesThatOverlapInAnyOrder() throws IOException {
        Random random = new Random(SEED);
        List<Path> files = dealt(5, packet -> random.nextInt(5));
        assertGolden(files);
        Collections.reverse(files);
        assertGolden(files);
    }

    @Test
    void moreFilesAtOnceThanAreKeptOpenAreSaidNotToBeMerged() throws IOException {
        CommandRun run = decode(dealt(20, packet -> packet % 20));

        assertThat(run.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.errors()).anyMatch(line -> line.contains("more than 16 files overlap in time"));
    }

    @Test
    void aClockThatGoesBackInsideAFileIsSaid() throws IOException {
        Path back = Files.write(folder.resolve("back.pcapng"), OddCapture.BACK.bytes());
        Path other = Files.write(folder.resolve("gre.pcap"), OddCapture.GRE_ONLY.bytes());

        CommandRun run = decode(List.of(back, other));

        assertThat(run.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.errors())
                .contains(
                        "pcfs-tap decode: " + back + ": its clock goes back by 3599 s; behind that its packets may not"
                                + " be in their place among those of the other files");
        assertThat(decode(List.of(back)).code()).isZero();
    }

    @Test
    void whatIsDamagedInOneOfThemIsSaidOnceAndTheOthersAreRead() throws IOException {
        List<Path> files = dealt(2, packet -> packet / 300 == 0 ? 0 : 1);
        Path empty = Files.write(folder.resolve("empty.pcap"), new byte[0]);
        Path header = Files.write(folder.resolve("header.pcap"), cut(files.get(0)));

        CommandRun run = decode(List.of(files.get(1), empty, header, files.get(0)));

        assertThat(Files.readString(folder.resolve("wal"))).isEqualTo(Golden.STREAMS.catDevText());
        assertThat(run.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(run.errors()).hasSize(3);
    }

    private static byte[] cut(Path file) throws IOException {
        return Arrays.copyOf(Files.readAllBytes(file), FILE_HEADER_BYTES + 3);
    }
}
