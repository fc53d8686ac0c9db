package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a file can be spoilt: nothing is invented, nothing whole is hidden, and the place is named. */
class JournalDamageTest {
    @TempDir
    Path folder;

    @Test
    void aJournalCutAtAnyByteIsAPrefixAndSaysWhereItIsTorn() throws IOException {
        byte[] whole = singleSegment(11, 64 << 10);
        List<String> all = read(whole, ReadOptions.STRICT).records();
        Set<Long> boundaries = boundaries(whole);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Outcome outcome = read(cut, ReadOptions.TAIL);
            assertThat(all.subList(0, outcome.records().size())).isEqualTo(outcome.records());
            if (boundaries.contains((long) length)) {
                assertThat(outcome.damage()).isEmpty();
            } else {
                assertThat(outcome.damage()).hasSize(1);
                Damage torn = outcome.damage().get(0);
                assertThat(torn.kind()).isEqualTo(Damage.Kind.TORN);
                assertThat(torn.offset()).isEqualTo(lastBoundary(boundaries, length));
                assertThat(torn.offset() + torn.lengthBytes()).isEqualTo(length);
                assertThat(torn.line()).contains("torn", "cut.pcj", "offset " + torn.offset());
            }
            if (length % 97 == 0) {
                assertThat(read(cut, ReadOptions.SALVAGE).records()).isEqualTo(outcome.records());
            }
        }
    }

    @Test
    void everyFlippedBitIsDetectedAndSalvageReachesEveryOtherCommit() throws IOException {
        byte[] whole = singleSegment(12, 4 << 10);
        List<String> all = read(whole, ReadOptions.STRICT).records();
        Set<Long> boundaries = boundaries(whole);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Outcome tail = read(flipped, ReadOptions.TAIL);
            assertThat(tail.damage()).describedAs("bit %d", bit).isNotEmpty();
            assertThat(all.subList(0, tail.records().size())).isEqualTo(tail.records());
            byte[] spoilt = flipped;
            assertThatThrownBy(() -> read(spoilt, ReadOptions.STRICT)).isInstanceOf(JournalDamagedException.class);

            Outcome salvaged = read(flipped, ReadOptions.SALVAGE);
            List<String> intact = withoutCommitAt(whole, lastBoundary(boundaries, bit / 8), all);
            assertThat(salvaged.records()).describedAs("bit %d", bit).isEqualTo(intact);
            assertThat(salvaged.damage()).hasSize(1);
            Damage hole = salvaged.damage().get(0);
            if (hole.endLost() != Damage.UNKNOWN) {
                assertThat(hole.lostRecords()).isEqualTo(all.size() - intact.size());
            }
        }
    }

    @Test
    void aTailOfZeroesIsTornAndATailOfGarbageIsNamed() throws IOException {
        byte[] whole = singleSegment(13, 32 << 10);
        List<String> all = read(whole, ReadOptions.STRICT).records();
        Set<Long> boundaries = boundaries(whole);
        Random random = new Random(99);
        for (int from = 0; from < whole.length; from += 512) {
            byte[] zeroed = whole.clone();
            Arrays.fill(zeroed, from, zeroed.length, (byte) 0);
            Outcome outcome = read(zeroed, ReadOptions.TAIL);
            assertThat(all.subList(0, outcome.records().size())).isEqualTo(outcome.records());
            assertThat(outcome.damage()).hasSize(1);
            assertThat(outcome.damage().get(0).kind()).isEqualTo(Damage.Kind.TORN);
            assertThat(outcome.damage().get(0).offset()).isEqualTo(lastBoundary(boundaries, from));

            byte[] garbage = new byte[whole.length - from];
            random.nextBytes(garbage);
            byte[] spoilt = whole.clone();
            System.arraycopy(garbage, 0, spoilt, from, garbage.length);
            Outcome other = read(spoilt, ReadOptions.SALVAGE);
            assertThat(all.subList(0, other.records().size())).isEqualTo(other.records());
            assertThat(other.damage()).hasSize(1);
            assertThat(other.damage().get(0).offset()).isEqualTo(lastBoundary(boundaries, from));
        }
    }

    @Test
    void garbageInTheMiddleIsPassedAndTheHoleIsExact() throws IOException {
        byte[] whole = singleSegment(14, 32 << 10);
        List<String> all = read(whole, ReadOptions.STRICT).records();
        Random random = new Random(5);
        for (int from = 0; from + 512 <= whole.length; from += 512) {
            byte[] spoilt = whole.clone();
            byte[] garbage = new byte[512];
            random.nextBytes(garbage);
            System.arraycopy(garbage, 0, spoilt, from, 512);
            Outcome outcome = read(spoilt, ReadOptions.SALVAGE);
            List<String> intact = withoutCommitsIn(whole, from, from + 512, all);
            assertThat(outcome.records()).isEqualTo(intact);
            long lost = outcome.damage().stream()
                    .filter(damage -> damage.endLost() != Damage.UNKNOWN)
                    .mapToLong(Damage::lostRecords)
                    .sum();
            boolean endKnown = outcome.damage().stream().noneMatch(damage -> damage.endLost() == Damage.UNKNOWN);
            assertThat(outcome.damage()).isNotEmpty();
            if (endKnown && from >= 512) {
                assertThat(lost).isEqualTo(all.size() - intact.size());
            }
        }
    }

    @Test
    void aJournalInsideAPayloadIsNeverTakenForRecords() throws IOException {
        JournalOptions options = JournalOptions.in(folder.resolve("outer")).withSync(SyncPolicy.NONE);
        JournalWriter writer = JournalWriter.open(
                JournalFiles.disk(), options, SnapshotSource.NONE, JournalListener.NONE, Traffic.EPOCH);
        for (int i = 0; i < 12; i++) {
            byte[] payload = forged(writer.nextSequence(), writer.journal(), i);
            writer.append(RecordKind.TO_HOST, 1, Traffic.EPOCH + i, payload);
            writer.append(RecordKind.TO_CONSOLE, 1, Traffic.EPOCH + i, new byte[] {1, 2, 3});
            writer.commit(Traffic.EPOCH + i);
        }
        writer.close(Traffic.EPOCH + 100);
        byte[] whole = JournalFixture.bytes(
                SegmentFiles.ofFolder(JournalFiles.disk(), options.folder()).get(0));
        Set<String> all = new HashSet<>(read(whole, ReadOptions.STRICT).records());
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Outcome outcome = read(flipped, ReadOptions.SALVAGE);
            assertThat(all).describedAs("bit %d", bit).containsAll(outcome.records());
            assertThat(outcome.damage()).isNotEmpty();
        }
    }

    @Test
    void aTornCommitWhosePayloadIsAnotherJournalEndsTheReadingAndGivesAWriterNoId() throws IOException {
        JournalId own = new JournalId(1, 2);
        byte[] whole = withForeignJournalInside(own);
        byte[] torn = Arrays.copyOf(whole, whole.length - 100);
        for (ReadOptions options : List.of(ReadOptions.TAIL, ReadOptions.SALVAGE)) {
            Outcome outcome = read(torn, options);
            assertThat(outcome.records()).hasSize(1);
            assertThat(outcome.damage()).extracting(Damage::kind).containsExactly(Damage.Kind.TORN);
        }
        Files.createDirectories(folder.resolve("torn"));
        Files.write(SegmentName.segment(folder.resolve("torn"), 0), torn);
        JournalStart start = JournalStart.examine(JournalFiles.disk(), folder.resolve("torn"));
        assertThat(start.journal()).isEqualTo(own);
        assertThat(start.nextSequence()).isEqualTo(1);
        assertThat(start.highestStream()).isZero();
    }

    @Test
    void aDamagedCommitWhosePayloadIsAnotherJournalIsPassedToTheNextCommitOfItsOwn() throws IOException {
        byte[] whole = withForeignJournalInside(new JournalId(1, 2));
        int second = SegmentLayout.LENGTH + CommitLayout.OVERHEAD + RecordLayout.HEADER_LENGTH;
        CommitBuffer last = mark(new byte[] {7});
        ByteBuffer sealed = last.seal(2);
        byte[] damaged = Arrays.copyOf(whole, whole.length + sealed.remaining());
        sealed.get(damaged, whole.length, sealed.remaining());
        Arrays.fill(damaged, second, second + 44, (byte) 0x55);

        Outcome salvaged = read(damaged, ReadOptions.SALVAGE);
        assertThat(salvaged.records()).extracting(JournalFixture::sequence).containsExactly(0L, 2L);
        assertThat(read(damaged, ReadOptions.TAIL).records()).hasSize(1);
    }

    @Test
    void tornSegmentsThatWerePutOneAfterTheOtherAreReadToTheEnd() throws IOException {
        List<Path> first = JournalFixture.write(folder.resolve("j"), 1, 20, 100, Long.MAX_VALUE);
        byte[] bytes = Files.readAllBytes(first.get(0));
        Files.write(first.get(0), Arrays.copyOf(bytes, bytes.length - 5));
        List<Path> both = JournalFixture.write(folder.resolve("j"), 2, 20, 100, Long.MAX_VALUE);
        Path joined = folder.resolve("joined.pcj");
        Files.write(joined, Files.readAllBytes(both.get(0)));
        Files.write(joined, Files.readAllBytes(both.get(1)), java.nio.file.StandardOpenOption.APPEND);

        assertThat(JournalFixture.records(joined, ReadOptions.TAIL))
                .isEqualTo(JournalFixture.records(folder.resolve("j"), ReadOptions.TAIL));
    }

    /** Two commits, the second of which carries a whole journal of somebody else and much behind it. */
    private static byte[] withForeignJournalInside(JournalId own) {
        byte[] inner = JournalFixture.segment(new JournalId(66, 66), 0, List.of());
        byte[] payload = Arrays.copyOf(inner, inner.length + 3000);
        byte[] header = SegmentLayout.encode(new SegmentHeader(own, 0, 1, 0));
        ByteBuffer bytes = ByteBuffer.allocate(8192).put(header);
        bytes.put(mark(new byte[0]).seal(0)).put(mark(payload).seal(1));
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static CommitBuffer mark(byte[] payload) {
        CommitBuffer commit = new CommitBuffer();
        commit.append(RecordKind.MARK, 0, 1, payload, 0, payload.length);
        return commit;
    }

    @Test
    void aTornSegmentThatANewOneContinuesIsPassedByTailAndRefusedByStrict() throws IOException {
        List<Path> first = JournalFixture.write(folder.resolve("j"), 1, 20, 100, Long.MAX_VALUE);
        byte[] bytes = Files.readAllBytes(first.get(0));
        Files.write(first.get(0), Arrays.copyOf(bytes, bytes.length - 5));
        JournalFixture.write(folder.resolve("j"), 2, 20, 100, Long.MAX_VALUE);

        try (JournalReader reader = JournalReader.open(folder.resolve("j"), ReadOptions.TAIL)) {
            List<String> records = JournalFixture.records(reader);
            assertThat(records).extracting(JournalFixture::sequence).isSorted();
            assertThat(JournalFixture.sequence(records.get(records.size() - 1))).isEqualTo(records.size() - 1);
            assertThat(reader.damage()).hasSize(1);
            assertThat(reader.damage().get(0).kind()).isEqualTo(Damage.Kind.TORN);
            assertThat(reader.damage().get(0).harmless()).isTrue();
        }
        assertThatThrownBy(() -> JournalFixture.records(folder.resolve("j"), ReadOptions.STRICT))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining("torn");
    }

    @Test
    void aMissingSegmentIsMissingAndNotCorrupt() throws IOException {
        List<Path> segments = JournalFixture.write(folder, 1, 100, 300, 5000);
        Files.delete(segments.get(1));

        try (JournalReader reader = JournalReader.open(folder, ReadOptions.SALVAGE)) {
            JournalFixture.records(reader);
            assertThat(reader.damage()).hasSize(1);
            Damage missing = reader.damage().get(0);
            assertThat(missing.kind()).isEqualTo(Damage.Kind.MISSING);
            assertThat(missing.firstLost())
                    .isEqualTo(
                            SegmentName.firstSequence(segments.get(1), ".pcj").orElseThrow());
            assertThat(missing.endLost())
                    .isEqualTo(
                            SegmentName.firstSequence(segments.get(2), ".pcj").orElseThrow());
        }
    }

    @Test
    void lengthsAreCheckedBeforeAnythingIsAllocated() throws IOException {
        byte[] whole = singleSegment(15, 2 << 10);
        byte[] huge = whole.clone();
        BigEndian.putI32(huge, SegmentLayout.LENGTH + CommitLayout.BODY_LENGTH_OFFSET, -1);
        assertThat(read(huge, ReadOptions.TAIL).damage().get(0).reason()).contains("4294967295", "limit");

        byte[] long32 = whole.clone();
        BigEndian.putI32(long32, SegmentLayout.LENGTH + CommitLayout.BODY_LENGTH_OFFSET, 31 << 20);
        Outcome outcome = read(long32, ReadOptions.SALVAGE);
        assertThat(outcome.damage()).hasSize(1);
        assertThat(outcome.damage().get(0).lostRecords()).isEqualTo(1);
    }

    private record Outcome(List<String> records, List<Damage> damage) {}

    private Outcome read(byte[] bytes, ReadOptions options) throws IOException {
        MemoryFiles disk = new MemoryFiles();
        Path file = Path.of("cut.pcj");
        disk.put(file, bytes);
        try (JournalReader reader = JournalReader.open(disk, List.of(file), options)) {
            return new Outcome(JournalFixture.records(reader), reader.damage());
        }
    }

    private byte[] singleSegment(long seed, int atLeastBytes) throws IOException {
        Path place = folder.resolve("single" + seed);
        JournalOptions options = JournalOptions.in(place).withSync(SyncPolicy.NONE);
        Traffic traffic = new Traffic(seed, 120);
        JournalSink sink = JournalFixture.sink(JournalFiles.disk(), options, traffic.now());
        Path segment = SegmentName.segment(place, 0);
        while (Files.size(segment) < atLeastBytes) {
            traffic.batch(sink, 5);
        }
        sink.stopped(traffic.now());
        return Files.readAllBytes(segment);
    }

    /** A forged segment whose header and commits carry the very sequences that a reader expects. */
    private static byte[] forged(long nextSequence, JournalId journal, int shift) {
        byte[] header = SegmentLayout.encode(new SegmentHeader(journal, nextSequence + shift % 3, 1, 0));
        CommitBuffer forged = new CommitBuffer();
        forged.append(RecordKind.MARK, 66, 66, "forged".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 6);
        ByteBuffer commit = forged.seal(nextSequence + shift % 3);
        byte[] bytes = new byte[shift + header.length + commit.remaining()];
        System.arraycopy(header, 0, bytes, shift, header.length);
        commit.get(bytes, shift + header.length, commit.remaining());
        return bytes;
    }

    private static Set<Long> boundaries(byte[] whole) {
        Set<Long> boundaries = new java.util.TreeSet<>();
        boundaries.add((long) SegmentLayout.LENGTH);
        int at = SegmentLayout.LENGTH;
        while (at < whole.length) {
            at += CommitLayout.OVERHEAD + (int) CommitLayout.bodyLength(whole, at);
            boundaries.add((long) at);
        }
        return boundaries;
    }

    private static long lastBoundary(Set<Long> boundaries, long offset) {
        return boundaries.stream().filter(at -> at <= offset).reduce(0L, Math::max);
    }

    private static List<String> withoutCommitAt(byte[] whole, long commitOffset, List<String> all) {
        return withoutCommitsIn(whole, commitOffset, commitOffset + 1, all);
    }

    private static List<String> withoutCommitsIn(byte[] whole, long from, long to, List<String> all) {
        Set<Long> lost = new HashSet<>();
        int at = SegmentLayout.LENGTH;
        while (at < whole.length) {
            int end = at + CommitLayout.OVERHEAD + (int) CommitLayout.bodyLength(whole, at);
            if (at < to && end > from) {
                for (long i = 0; i < CommitLayout.count(whole, at); i++) {
                    lost.add(CommitLayout.firstSequence(whole, at) + i);
                }
            }
            at = end;
        }
        return all.stream()
                .filter(line -> !lost.contains(JournalFixture.sequence(line)))
                .toList();
    }
}
