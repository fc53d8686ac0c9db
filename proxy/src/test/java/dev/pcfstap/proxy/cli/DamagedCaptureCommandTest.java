package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Container;
import dev.pcfstap.fixtures.capture.Conversations;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code decode} on captures that are cut or changed anywhere: a log or a clear note, and the exit code says which. */
@Timeout(300)
class DamagedCaptureCommandTest {
    private static final long SEED = 20261121;
    private static final int MAGIC_BYTES = 4;
    private static final int FILE_HEADER_BYTES = 24;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    /** A ping and its answer, less than a thousand bytes as a capture. */
    private static byte[] small(Container container) {
        List<TapeRecord> start = Golden.BOOT.tape().joined().records().stream()
                .filter(record -> record.kind() != TapeKind.CLOSED)
                .limit(3)
                .toList();
        Tape tape = new Tape(
                Stream.concat(start.stream(), Stream.of(TapeRecord.closed(1))).toList());
        return new CaptureMaker().container(container).file(Conversations.of(tape, 1400, -20));
    }

    private CommandRun decode(String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        return CommandRun.of("decode", file, "--wal", folder.resolve("wal"), "--force");
    }

    /** The run, which said everything in lines for people. */
    private CommandRun clear(String name, byte[] bytes, String what) throws IOException {
        CommandRun run = decode(name, bytes);
        assertThat(run.errors())
                .as("%s, seed %d", what, SEED)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("pcfs-tap decode: ") || line.startsWith("packets "))
                .noneMatch(line -> line.contains("Exception") || line.contains("null"));
        assertThat(run.code()).as("%s: %s", what, run.errors()).isIn(0, 2, 3);
        if (run.code() == ExitCode.INCOMPLETE) {
            assertThat(run.errors()).as(what).anyMatch(line -> line.startsWith("pcfs-tap decode: "));
        }
        return run;
    }

    @ParameterizedTest
    @EnumSource(
            value = Container.class,
            names = {"PCAP_LITTLE", "PCAPNG_BIG"})
    void everyPrefixAndEveryChangedByteOfACapture(Container container) throws Exception {
        byte[] whole = small(container);
        Random random = new Random(SEED);
        for (int at = 0; at < whole.length; at++) {
            String prefix = container + " cut at " + at;
            assertThat(clear("c.pcap", Arrays.copyOf(whole, at), prefix).code())
                    .as(prefix)
                    .isIn(0, 3);
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            String corruption = container + " changed at " + at;
            assertThat(clear("c.pcap", changed, corruption).code())
                    .as(corruption)
                    .isIn(0, 3);
        }
        assertThat(decode("c.pcap", whole).errors())
                .containsExactly("packets 8, streams 1, bytes 92, holes 0, operations 1");
    }

    @Test
    void prefixesAndChangedBytesOfACompressedCapture() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(small(Container.PCAP_LITTLE));
        }
        byte[] whole = out.toByteArray();
        Random random = new Random(SEED);
        for (int at = 0; at < whole.length; at += at < 20 ? 1 : 5) {
            assertThat(clear("c.pcap.gz", Arrays.copyOf(whole, at), "cut at " + at)
                            .code())
                    .isEqualTo(ExitCode.INCOMPLETE);
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            assertThat(clear("c.pcap.gz", changed, "changed at " + at).code()).isIn(0, 3);
        }
    }

    /** Only the name says then that it ever was a capture. */
    @Test
    void aFileOfAnotherNameWhoseMagicNumberIsGoneIsNoCapture() throws Exception {
        byte[] whole = small(Container.PCAP_LITTLE);
        for (int at = 0; at < 2 * FILE_HEADER_BYTES; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            CommandRun run = clear("session", changed, "changed at " + at);
            if (at < MAGIC_BYTES) {
                assertThat(run.code()).isEqualTo(ExitCode.COULD_NOT_RUN);
                assertThat(run.errors())
                        .singleElement()
                        .asString()
                        .startsWith("pcfs-tap decode: " + folder.resolve("session") + ": is no capture: 0x");
            } else {
                assertThat(run.code()).isIn(0, 3);
            }
        }
    }

    @Test
    void whatCannotBeReadCostsAndPrintsNothing() throws Exception {
        Path wal = Files.writeString(folder.resolve("kept.wal"), "kept");
        Path text = Files.writeString(folder.resolve("notes"), "no capture at all");
        Path capture = Files.write(folder.resolve("c.pcap"), small(Container.PCAP_LITTLE));
        for (List<Object> inputs : List.<List<Object>>of(List.of(text), List.of(capture, text))) {
            Object[] arguments = Stream.concat(
                            Stream.concat(Stream.of("decode"), inputs.stream()), Stream.of("--wal", wal, "--force"))
                    .toArray();
            assertThat(CommandRun.of(arguments).code()).as("%s", inputs).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(wal).hasContent("kept");
        }
        assertThat(CommandRun.of("journal", "import", text, "--to", folder.resolve("j"))
                        .code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(folder.resolve("j")).doesNotExist();
    }
}
