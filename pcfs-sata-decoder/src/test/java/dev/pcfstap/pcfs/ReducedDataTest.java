package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** File data of which only length and checksums are left gives the events that the data gave. */
class ReducedDataTest {
    private static final long STREAM = Script.STREAM;
    private static final Requests CONSOLE = Requests.standard();
    private static final Responses HOST = Responses.standard();
    private static final int FILE = 3;
    private static final int FUZZED = 4000;
    private static final byte[] NO_DIGEST = {};

    /** The same conversation, told with the data and without it. */
    private final Recorder full = begun();

    private final Recorder less = begun();
    private long timeNanos = 10;

    private static Recorder begun() {
        Recorder recorder = new Recorder(DecoderLimits.DEFAULT);
        recorder.decoder().opened(STREAM, 0, new StreamAddresses("console", "host"));
        for (byte[] packet : List.of(CONSOLE.ping(64, 8192), CONSOLE.openFile("/data.bin", "rb"))) {
            recorder.decoder().received(STREAM, Direction.CONSOLE_TO_HOST, 1, packet, 0, packet.length);
        }
        for (byte[] packet : List.of(HOST.pong(0, Responses.PONG_FFIO_AND_CSR), HOST.fd(0, FILE))) {
            recorder.decoder().received(STREAM, Direction.HOST_TO_CONSOLE, 2, packet, 0, packet.length);
        }
        return recorder;
    }

    private void console(byte[]... packets) {
        both(Direction.CONSOLE_TO_HOST, packets);
    }

    private void host(byte[]... packets) {
        both(Direction.HOST_TO_CONSOLE, packets);
    }

    private void both(Direction direction, byte[]... packets) {
        timeNanos += 10;
        for (Recorder recorder : List.of(full, less)) {
            for (byte[] packet : packets) {
                recorder.decoder().received(STREAM, direction, timeNanos, packet, 0, packet.length);
            }
        }
    }

    /** A part of an answer, of which the second decoder hears only the description. */
    private void hostReduced(byte[] answer, int from, int to) {
        timeNanos += 10;
        full.decoder().received(STREAM, Direction.HOST_TO_CONSOLE, timeNanos, answer, from, to - from);
        less.decoder().reduced(STREAM, timeNanos, describe(answer, from, to));
    }

    private static ReducedBytes describe(byte[] answer, int from, int to) {
        int padding = 0;
        while (padding < to - from && answer[to - 1 - padding] == (byte) 0xCD) {
            padding++;
        }
        long checksum = FrameChecksum.hash(FrameChecksum.INITIAL, answer, 0, to);
        return new ReducedBytes(Direction.HOST_TO_CONSOLE, to - from, checksum, padding, NO_DIGEST);
    }

    private static byte[] head(byte[] answer) {
        return Arrays.copyOf(answer, ReadResponses.OVERHEAD_BYTES);
    }

    private List<String> same() {
        assertThat(less.lines()).isEqualTo(full.lines());
        return full.lines();
    }

    private String last() {
        List<String> lines = same();
        return lines.get(lines.size() - 1);
    }

    private static byte[] bytes(int length) {
        return SnapshotScripts.bytes(length);
    }

    @Test
    void aReadWithPaddingHasTheSameChecksumCountAndEnd() {
        byte[] answer = ReadResponses.normal(20, bytes(20), 60, 64);
        console(CONSOLE.readFile(1, 60, FILE));
        host(head(answer));
        hostReduced(answer, 36, answer.length);

        assertThat(last()).contains("n=20, eof");
    }

    @Test
    void paddingThatBeginsInOnePieceAndFillsTheNextIsCountedWhole() {
        byte[] answer = ReadResponses.normal(10, bytes(10), 60, 64);
        console(CONSOLE.readFile(1, 60, FILE));
        host(head(answer));
        hostReduced(answer, 36, 50);
        hostReduced(answer, 50, 80);
        host(Arrays.copyOfRange(answer, 80, answer.length));

        assertThat(last()).contains("n=10, eof");
    }

    @Test
    void dataBeforeBetweenAndBehindReducedPiecesCounts() {
        byte[] answer = ReadResponses.normal(60, bytes(60), 60, 64);
        console(CONSOLE.readFile(1, 60, FILE));
        host(Arrays.copyOf(answer, 40));
        hostReduced(answer, 40, 50);
        host(Arrays.copyOfRange(answer, 50, 60));
        hostReduced(answer, 60, 70);
        host(Arrays.copyOfRange(answer, 70, answer.length));

        assertThat(last()).contains("n=60");
    }

    @Test
    void anAmbiguousReadIsSettledByTheNextRequest() {
        byte[] answer = ReadResponses.normal(100_000, bytes(150), 300, 64);
        console(CONSOLE.readFile(1, 300, FILE));
        host(head(answer));
        hostReduced(answer, 36, answer.length);
        console(CONSOLE.closeFile(FILE));

        assertThat(same().get(same().size() - 2)).contains("SETTLED", "length=186");
    }

    @Test
    void anAmbiguousReadIsSettledByTheNextAnswer() {
        byte[] answer = ReadResponses.normal(100_000, bytes(64), 300, 64);
        console(CONSOLE.readFile(1, 300, FILE), CONSOLE.closeFile(FILE));
        host(head(answer));
        hostReduced(answer, 36, answer.length);
        host(HOST.rc(0));

        assertThat(same()).anyMatch(line -> line.contains("SETTLED") && line.contains("length=100"));
        assertThat(last()).contains("<- ReturnCode");
    }

    @Test
    void dataBehindABoundarySettlesThatItWasNone() {
        byte[] answer = ReadResponses.normal(100_000, bytes(300), 300, 64);
        console(CONSOLE.readFile(1, 300, FILE), CONSOLE.closeFile(FILE));
        host(Arrays.copyOf(answer, 36 + 64 + 20));
        hostReduced(answer, 36 + 64 + 20, answer.length);
        host(HOST.rc(0));

        assertThat(same()).anyMatch(line -> line.contains("SETTLED") && line.contains("length=336"));
    }

    @Test
    void aReadThatNothingSettlesIsAGuess() {
        byte[] answer = ReadResponses.normal(100_000, bytes(80), 300, 64);
        console(CONSOLE.readFile(1, 300, FILE));
        host(head(answer));
        hostReduced(answer, 36, answer.length);
        close();

        assertThat(same()).anyMatch(line -> line.contains("GUESSED") && line.contains("length=116"));
    }

    @Test
    void aReadThatIsCutOffIsShort() {
        byte[] answer = ReadResponses.normal(100_000, bytes(60), 60, 64);
        console(CONSOLE.readFile(1, 60, FILE));
        host(head(answer));
        hostReduced(answer, 36, 70);
        close();

        assertThat(same()).anyMatch(line -> line.contains("short") && line.contains("length=70"));
    }

    @Test
    void writtenDataCountsByItsLength() {
        byte[] write = CONSOLE.writeFile(FILE, bytes(500));
        int data = write.length - 500;
        console(Arrays.copyOf(write, data + 100));
        timeNanos += 10;
        full.decoder().received(STREAM, Direction.CONSOLE_TO_HOST, timeNanos, write, data + 100, 400);
        less.decoder().reduced(STREAM, timeNanos, new ReducedBytes(Direction.CONSOLE_TO_HOST, 400, 0, 0, NO_DIGEST));
        host(HOST.written(500));

        assertThat(same()).anyMatch(line -> line.contains("data 500"));
    }

    private void close() {
        timeNanos += 10;
        full.decoder().closed(STREAM, timeNanos, CloseReason.CLIENT);
        less.decoder().closed(STREAM, timeNanos, CloseReason.CLIENT);
    }

    @Test
    void dataThatNobodyWaitsForIsAGap() {
        less.decoder().reduced(STREAM, 20, new ReducedBytes(Direction.HOST_TO_CONSOLE, 70, 1, 0, NO_DIGEST));
        less.decoder().reduced(STREAM, 30, new ReducedBytes(Direction.CONSOLE_TO_HOST, 80, 1, 0, NO_DIGEST));

        assertThat(less.lines())
                .anyMatch(line -> line.contains("note gap") && line.contains("to_console=70"))
                .anyMatch(line -> line.contains("note gap") && line.contains("to_host=80"));
    }

    @Test
    void moreDataThanTheReadCanHaveIsAGapAndTheReadIsShort() {
        console(CONSOLE.readFile(1, 60, FILE));
        host(head(ReadResponses.normal(60, bytes(60), 60, 64)));
        less.decoder().reduced(STREAM, timeNanos, new ReducedBytes(Direction.HOST_TO_CONSOLE, 61, 1, 0, NO_DIGEST));

        assertThat(less.lines())
                .anyMatch(line -> line.contains("short"))
                .anyMatch(line -> line.contains("note gap") && line.contains("to_console=61"));
    }

    @Test
    void nonsenseIsAGap() {
        for (ReducedBytes nonsense : List.of(
                new ReducedBytes(Direction.HOST_TO_CONSOLE, 0, 1, 0, NO_DIGEST),
                new ReducedBytes(Direction.HOST_TO_CONSOLE, -5, 1, 0, NO_DIGEST),
                new ReducedBytes(Direction.HOST_TO_CONSOLE, Long.MAX_VALUE, 1, 0, NO_DIGEST),
                new ReducedBytes(Direction.HOST_TO_CONSOLE, 10, 1, 11, NO_DIGEST),
                new ReducedBytes(Direction.HOST_TO_CONSOLE, 10, 1, -1, NO_DIGEST))) {
            Recorder recorder = begun();
            byte[] request = CONSOLE.readFile(1, 60, FILE);
            byte[] head = head(ReadResponses.normal(60, bytes(60), 60, 64));
            recorder.decoder().received(STREAM, Direction.CONSOLE_TO_HOST, 5, request, 0, request.length);
            recorder.decoder().received(STREAM, Direction.HOST_TO_CONSOLE, 6, head, 0, head.length);
            recorder.decoder().reduced(STREAM, 7, nonsense);

            assertThat(recorder.lines()).as("%s", nonsense).anyMatch(line -> line.contains("note gap"));
        }
    }

    @Test
    void inventedDescriptionsNeverPairWronglyAndCanBeInterruptedAnywhere() throws SnapshotException {
        for (long seed = 0; seed < FUZZED; seed++) {
            fuzz(seed);
        }
    }

    private static void fuzz(long seed) throws SnapshotException {
        Random random = new Random(seed);
        Answers answers = new Answers(seed);
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, answers::take);
        long time = 0;
        for (TapeRecord step :
                ConversationGenerator.DEFAULT.generate(seed).tape().records()) {
            time += 10;
            switch (step.kind()) {
                case OPENED -> decoder.opened(step.stream(), time, new StreamAddresses("console", "host"));
                case CLOSED -> decoder.closed(step.stream(), time, CloseReason.CLIENT);
                case TO_HOST -> chunk(decoder, step, Direction.CONSOLE_TO_HOST, time, random);
                case TO_CONSOLE -> chunk(decoder, step, Direction.HOST_TO_CONSOLE, time, random);
            }
            if (random.nextInt(20) == 0) {
                byte[] snapshot = decoder.snapshot();
                decoder.stopped(time);
                decoder = new PcfsDecoder(DecoderLimits.DEFAULT, answers::take);
                decoder.restore(snapshot, time);
                assertThat(decoder.snapshot()).as("seed %d", seed).isEqualTo(snapshot);
            }
        }
        decoder.stopped(time);
    }

    /** A chunk, or a description in its place, or both. */
    private static void chunk(PcfsDecoder decoder, TapeRecord step, Direction direction, long time, Random random) {
        byte[] bytes = step.bytes();
        int kept = random.nextInt(3) > 0 ? bytes.length : random.nextInt(bytes.length + 1);
        decoder.received(step.stream(), direction, time, bytes, 0, kept);
        if (random.nextInt(3) == 0) {
            long length = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(2000);
            long padding = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(100);
            decoder.reduced(
                    step.stream(), time, new ReducedBytes(direction, length, random.nextLong(), padding, NO_DIGEST));
        }
    }

    /** Sees to it that each exchange begins before it is answered, and is answered once. */
    private static final class Answers {
        private final long seed;
        private final Set<String> asked = new HashSet<>();
        private final Set<String> answered = new HashSet<>();

        Answers(long seed) {
            this.seed = seed;
        }

        void take(PcfsEvent event) {
            if (event instanceof PcfsEvent.Request request && request.exchange() > 0) {
                asked.add(request.stream() + "#" + request.exchange());
            } else if (event instanceof PcfsEvent.Response response && response.exchange() > 0) {
                String exchange = response.stream() + "#" + response.exchange();
                assertThat(asked).as("seed %d", seed).contains(exchange);
                assertThat(answered.add(exchange))
                        .as("seed %d, %s", seed, exchange)
                        .isTrue();
                if (response.reply() instanceof Reply.Read read) {
                    assertThat(read.bytesRead()).as("seed %d", seed).isBetween(0L, read.packetLength());
                    assertThat(response.request()).as("seed %d", seed).isInstanceOf(Operation.ReadFile.class);
                }
            }
        }
    }
}
