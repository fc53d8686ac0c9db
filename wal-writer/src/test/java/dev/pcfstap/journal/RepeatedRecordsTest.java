package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that refer to others, and records of data that is not there, whole and damaged. */
class RepeatedRecordsTest {
    private static final int CHUNKS = 400;

    @TempDir
    Path folder;

    private final JournalFiles disk = JournalFiles.disk();
    private final byte[][] chunks = new byte[CHUNKS][];
    private final long[] sequences = new long[CHUNKS];
    private JournalSink sink = never();
    private JournalWriter writer = neverWritten();
    private long now = Traffic.EPOCH;

    @SuppressWarnings("NullAway") // set before each test
    private static JournalSink never() {
        return null;
    }

    @SuppressWarnings("NullAway") // set before each test
    private static JournalWriter neverWritten() {
        return null;
    }

    /** 400 chunks in many segments. */
    @BeforeEach
    void record() throws IOException {
        JournalOptions options =
                JournalOptions.in(folder).withSegmentBytes(20_000).withSync(SyncPolicy.NONE);
        writer = JournalWriter.open(disk, options, SnapshotSource.NONE, JournalListener.NONE, now);
        sink = JournalFixture.sink(disk, options, writer, now);
        sink.opened(1, now, new StreamAddresses("c", "s"));
        Random random = new Random(1);
        for (int i = 0; i < CHUNKS; i++) {
            chunks[i] = new byte[1 + random.nextInt(1000)];
            random.nextBytes(chunks[i]);
            sink.received(1, Direction.HOST_TO_CONSOLE, ++now, chunks[i], 0, chunks[i].length);
            sequences[i] = writer.nextSequence() - 1;
            if (random.nextInt(3) == 0) {
                sink.batchEnded(now);
            }
        }
    }

    private void repeat(RecordPieces pieces) {
        sink.repeated(1, Direction.CONSOLE_TO_HOST, ++now, pieces);
        sink.batchEnded(now);
    }

    /** What is played behind the chunks. */
    private List<String> played(ReadOptions options) throws IOException {
        RecordingSink played = new RecordingSink();
        try (JournalReader reader = JournalReader.open(folder, options)) {
            new JournalSource(reader, played, SnapshotConsumer.NONE).play();
        }
        return played.lines.stream()
                .filter(line ->
                        !line.contains("HOST_TO_CONSOLE") && !line.contains(" open ") && !line.contains(" close "))
                .toList();
    }

    private String heard(byte[] bytes) {
        return "s1 @" + now + " CONSOLE_TO_HOST " + HexFormat.of().formatHex(bytes);
    }

    @Test
    void referencesFarBackCloseByAndAcrossRecordsAreResolved() throws IOException {
        Random random = new Random(2);
        for (int round = 0; round < 200; round++) {
            RecordPieces pieces = new RecordPieces();
            byte[] expected = new byte[0];
            for (int piece = 1 + random.nextInt(5); piece > 0; piece--) {
                int chunk = random.nextInt(CHUNKS);
                int from = random.nextInt(chunks[chunk].length);
                int length = 1 + random.nextInt(chunks[chunk].length - from);
                pieces.add(sequences[chunk], from, length);
                int before = expected.length;
                expected = Arrays.copyOf(expected, before + length);
                System.arraycopy(chunks[chunk], from, expected, before, length);
            }
            int cut = random.nextInt(expected.length);
            repeat(pieces.slice(cut, expected.length - cut));
            String wanted = heard(Arrays.copyOfRange(expected, cut, expected.length));
            if (round % 20 == 19) {
                sink.flushDue(now);
                assertThat(played(ReadOptions.STRICT))
                        .as("round %d", round)
                        .last()
                        .isEqualTo(wanted);
            }
        }
        sink.stopped(now);
        assertThat(played(ReadOptions.STRICT)).hasSize(200);
    }

    @Test
    void aReferenceThatCannotBeResolvedIsAGapOfItsSizeAndANote() throws IOException {
        RecordPieces longer = new RecordPieces();
        longer.add(sequences[7], 0, chunks[7].length + 1);
        repeat(longer);
        RecordPieces ahead = new RecordPieces();
        ahead.add(writer.nextSequence() + 5, 0, 10);
        repeat(ahead);
        RecordPieces noTraffic = new RecordPieces();
        noTraffic.add(0, 0, 10);
        repeat(noTraffic);
        RecordPieces negative = new RecordPieces();
        negative.add(-1, 0, 10);
        repeat(negative);
        RecordPieces overflowing = new RecordPieces();
        overflowing.add(sequences[7], -1, 10);
        repeat(overflowing);
        sink.stopped(now);

        List<String> lines = played(ReadOptions.STRICT);
        assertThat(lines).hasSize(10);
        for (int i = 0; i < lines.size(); i += 2) {
            assertThat(lines.get(i)).contains(" note journal-repeated sequence=");
            assertThat(lines.get(i + 1))
                    .contains(
                            "Gap[events=1, toHostBytes=" + (i == 0 ? chunks[7].length + 1 : 10) + ", toConsoleBytes=0");
        }
        assertThat(lines.get(2)).contains("which is not before it");
        assertThat(lines.get(8)).contains("does not have");
    }

    @Test
    void payloadsThatMakeNoSenseAreGaps() throws IOException {
        byte[] noPieces = RepeatedLayout.begin(true, 0, 0);
        byte[] wrongTotal = RepeatedLayout.begin(true, 1, 99);
        RepeatedLayout.putPiece(wrongTotal, 0, sequences[0], 0, 1);
        byte[] huge = RepeatedLayout.begin(false, 1, -1);
        RepeatedLayout.putPiece(huge, 0, sequences[0], 0, -1);
        List<byte[]> payloads =
                List.of(new byte[0], new byte[7], noPieces, wrongTotal, huge, Arrays.copyOf(wrongTotal, 20));
        for (byte[] payload : payloads) {
            writer.append(RecordKind.REPEATED, 1, ++now, payload);
        }
        byte[] unknownContent =
                ReducedLayout.encode(new ReducedBytes(Direction.CONSOLE_TO_HOST, 70, 0, 0, new byte[32]));
        unknownContent[1] = 9;
        writer.append(RecordKind.REDUCED, 1, ++now, unknownContent);
        writer.append(RecordKind.REDUCED, 1, ++now, new byte[63]);
        sink.stopped(now);

        List<String> lines = played(ReadOptions.STRICT);
        assertThat(lines).hasSize(2 * payloads.size() + 4);
        assertThat(lines).filteredOn(line -> line.contains("Gap[events=1")).hasSize(payloads.size() + 2);
        assertThat(lines).anyMatch(line -> line.contains("toHostBytes=70"));
    }

    @Test
    void whatWasDeletedOrDamagedIsAGapWhereItIsRepeated() throws IOException {
        RecordPieces early = new RecordPieces();
        early.add(sequences[0], 0, chunks[0].length);
        RecordPieces late = new RecordPieces();
        late.add(sequences[CHUNKS - 1], 0, chunks[CHUNKS - 1].length);
        repeat(early);
        repeat(late);
        String lateHeard = heard(chunks[CHUNKS - 1]);
        sink.stopped(now);
        assertThat(JournalSummary.read(disk, List.of(folder)).damage()).isEmpty();
        List<Path> segments = SegmentFiles.ofFolder(disk, folder);
        Files.delete(segments.get(0));

        assertThat(played(ReadOptions.TAIL))
                .satisfiesExactly(
                        line -> assertThat(line).contains("which cannot be read"),
                        line -> assertThat(line).contains("toHostBytes=" + chunks[0].length),
                        line -> assertThat(line).isEqualTo(lateHeard));

        assertThat(JournalSummary.read(disk, List.of(folder)).damage())
                .singleElement()
                .satisfies(damage -> {
                    assertThat(damage.kind()).isEqualTo(Damage.Kind.MISSING);
                    assertThat(damage.file()).isEqualTo(segments.get(segments.size() - 1));
                    assertThat(damage.reason()).endsWith("refers to record " + sequences[0] + ", which cannot be read");
                    assertThat(damage.lostRecords()).isEqualTo(1);
                });

        Path inTheMiddle = segments.get(3);
        byte[] bytes = Files.readAllBytes(inTheMiddle);
        bytes[bytes.length / 2] ^= 1;
        Files.write(inTheMiddle, bytes);
        assertThat(played(ReadOptions.SALVAGE)).last().isEqualTo(lateHeard);
    }

    /** Each piece is a byte, and a commit of 4 MiB has to be read for it: 16 GiB for a record of 64 KiB. */
    @Test
    void referencesThatCostFarMoreThanTheyGiveAreGapsInTheEnd() throws IOException {
        sink.batchEnded(now);
        long[] far = new long[2];
        for (int i = 0; i < far.length; i++) {
            far[i] = writer.nextSequence();
            writer.append(RecordKind.TO_CONSOLE, 1, ++now, new byte[4 << 20]);
            writer.commit(now);
        }
        RecordPieces costly = new RecordPieces();
        for (int i = 0; i < 4096; i++) {
            costly.add(far[i % far.length], 0, 1);
        }
        repeat(costly);
        sink.stopped(now);

        assertThat(played(ReadOptions.STRICT))
                .satisfiesExactly(
                        line -> assertThat(line).contains("too much was read for such references already"),
                        line -> assertThat(line).contains("toHostBytes=4096"));
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.STRICT)) {
            new JournalSource(reader, new RecordingSink(), SnapshotConsumer.NONE).play();
            assertThat(reader.earlier().workBytes()).isBetween(256L << 20, 600L << 20);
        }
    }

    @Test
    void placesAreFoundAlsoWhenFewAreRemembered() throws IOException {
        sink.stopped(now);
        for (int most : new int[] {2, 3, 8}) {
            try (JournalReader reader = JournalReader.open(folder, ReadOptions.STRICT);
                    EarlierRecords earlier = new EarlierRecords(disk, most)) {
                while (reader.advance()) {
                    earlier.passed(reader.commit());
                }
                Random random = new Random(most);
                for (int i = 0; i < 300; i++) {
                    int chunk = random.nextInt(CHUNKS);
                    JournalCommit found = earlier.find(sequences[chunk]);
                    assertThat(found).as("chunk %d, %d remembered", chunk, most).isNotNull();
                    if (found != null) {
                        int from = found.payloadOffset();
                        assertThat(Arrays.copyOfRange(found.bytes(), from, from + found.payloadLength()))
                                .isEqualTo(chunks[chunk]);
                    }
                }
                assertThat(earlier.find(writer.nextSequence() + 1)).isNull();
            }
        }
    }

    @Test
    void aReducedRecordIsPlayedAsItWasWritten() throws IOException {
        byte[] digest = new byte[32];
        new Random(3).nextBytes(digest);
        ReducedBytes data = new ReducedBytes(Direction.HOST_TO_CONSOLE, 5_000_000_000L, -7, 9, digest);
        sink.reduced(1, ++now, data);
        sink.stopped(now);
        ReducedBytes[] heard = new ReducedBytes[1];
        RecordingSink played = new RecordingSink() {
            @Override
            public void reduced(long stream, long timeNanos, ReducedBytes bytes) {
                heard[0] = bytes;
            }
        };
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.STRICT)) {
            new JournalSource(reader, played, SnapshotConsumer.NONE).play();
        }
        assertThat(heard[0]).usingRecursiveComparison().isEqualTo(data);
        assertThat(played(ReadOptions.STRICT))
                .as("a sink that does not know it")
                .singleElement()
                .asString()
                .contains("Gap[events=1, toHostBytes=0, toConsoleBytes=5000000000");
        assertThat(SessionBook.read(disk, folder).sessions().get(0).toConsoleBytes())
                .isGreaterThan(5_000_000_000L);
    }
}
