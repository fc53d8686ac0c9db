package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.OddCapture;
import dev.pcfstap.fixtures.capture.RealHostCapture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code decode} of captures that are odd as real ones are: the exit code, and all that is said. */
class OddCapturesCommandTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    static Stream<Arguments> captures() {
        return Stream.of(
                said(OddCapture.REFUSED_THEN_ACCEPTED, 0, "packets 12, streams 2, bytes 208, holes 0, operations 2"),
                said(OddCapture.RESET_NOT_FOR_THE_SYN, 0, "packets 11, streams 1, bytes 208, holes 0, operations 2"),
                said(OddCapture.TWO_SYNACKS, 0, "packets 12, streams 1, bytes 208, holes 0, operations 2"),
                said(OddCapture.JOINED_OUT_OF_ORDER, 0, "packets 4, streams 1, bytes 300, holes 0, operations 0"),
                said(
                        OddCapture.JOINED_LATE_RETRANSMISSION,
                        0,
                        "packets 93, streams 1, bytes 73000, holes 0, operations 0"),
                said(
                        OddCapture.NANOSECONDS_IN_MICRO_FILE,
                        3,
                        "FILE: times break the rule of the file from 0x18 on: 123456789 in a second of 1000000; such"
                                + " fractions are taken for nanoseconds",
                        "packets 10, streams 1, bytes 208, holes 0, operations 2"),
                said(
                        OddCapture.NO_HINT_AFTER_REFUSED_SYN,
                        0,
                        "no data is on port 7500; port 7600 looks like PCFS SATA (4 packets): use --port 7600",
                        "packets 12, streams 1, bytes 0, holes 0, operations 0"),
                said(
                        OddCapture.NO_HINT_BESIDE_OTHER_TRAFFIC,
                        0,
                        "what is on port 7500 does not look like PCFS SATA; port 7600 looks like PCFS SATA (8 packets):"
                                + " use --port 7600",
                        "packets 22, streams 1, bytes 39, holes 0, operations 0"),
                said(OddCapture.GRE_ONLY, 0, "packets 14, streams 1, bytes 416, holes 0, operations 4"),
                said(
                        OddCapture.WLAN_ONLY,
                        3,
                        "not looked into: 14 packets of 802.11 (Wi-Fi)",
                        "nothing is on port 7500, and no other port looks like PCFS SATA",
                        "packets 14, streams 0, bytes 0, holes 0, operations 0"),
                said(
                        OddCapture.SNAPLEN_40,
                        3,
                        "not looked into: 14 packets that were cut inside their headers (snap length); capture whole"
                                + " packets",
                        "nothing is on port 7500, and no other port looks like PCFS SATA",
                        "packets 14, streams 0, bytes 0, holes 0, operations 0"),
                said(
                        OddCapture.YEAR_2300,
                        3,
                        "FILE: the times of 18 packets do not fit: the first is in the year 2300, and 1678 to 2261 can be"
                                + " told; 18 that no other time precedes are left out",
                        "nothing is on port 7500, and no other port looks like PCFS SATA",
                        "packets 0, streams 0, bytes 0, holes 0, operations 0"),
                said(
                        OddCapture.COMPRESSED_WITH_LZ4,
                        2,
                        "FILE: is compressed with LZ4, which is not read; decompress it first: lz4 -d FILE NEW"));
    }

    private static Arguments said(OddCapture capture, int code, String... lines) {
        return Arguments.of(capture, code, List.of(lines));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyByteIsThereOrALineSaysWhyNot(OddCapture capture, int code, List<String> lines) throws IOException {
        Path file = Files.write(folder.resolve(capture.fileName()), capture.bytes());

        Path wal = folder.resolve("wal");
        CommandRun run = CommandRun.of("decode", file, "--wal", wal);

        assertThat(run.errors())
                .isEqualTo(lines.stream()
                        .map(line -> (line.startsWith("packets ") ? "" : "pcfs-tap decode: ")
                                + (line.startsWith("FILE: ") ? file + line.substring(4) : line))
                        .toList());
        assertThat(run.code()).isEqualTo(code);
        if (code != ExitCode.COULD_NOT_RUN) {
            assertThat(wal)
                    .content()
                    .doesNotContain("1677-")
                    .doesNotContain("1970-")
                    .doesNotContain("2262-");
        }
    }

    @Test
    void otherFormatsAreNamedWhateverTheFileIsCalled() throws IOException {
        Path snoop = Files.write(
                folder.resolve("solaris.cap"), "snoop\0\0\0\0\0\0\2\0\0\0\4".getBytes(StandardCharsets.ISO_8859_1));

        CommandRun run = CommandRun.of("decode", snoop);

        assertThat(run.code()).isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(run.errors())
                .containsExactly("pcfs-tap decode: " + snoop
                        + ": is a snoop file, which is not read; convert it first: editcap -F pcapng FILE NEW");
    }

    /** A host that is none of ours talked to a client that is none of ours. */
    @ParameterizedTest
    @EnumSource(RealHostCapture.class)
    void whatARealHostSaidGivesTheExactText(RealHostCapture capture) throws IOException {
        Path file = Files.write(folder.resolve(capture.fileName()), capture.bytes());

        Path wal = folder.resolve("wal");
        CommandRun run = CommandRun.of("decode", file, "--port", capture.hostPort, "--format", "cat-dev", "--wal", wal);

        assertThat(Files.readString(wal)).isEqualTo(capture.catDevText());
        assertThat(run.code()).isZero();
    }
}
