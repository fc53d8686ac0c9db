package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every n-th call on the disk fails, for every n: once, three times in a row, and for a long while. Whatever happens, no
 * chunk is there twice or out of order, each is there or counted, nothing is called durable that a power cut takes, and
 * the journal goes on by itself.
 */
class JournalFaultTest {
    private static final Path FOLDER = Path.of("journal");
    private static final int BATCHES = 14;
    private static final long STEP_NANOS = 200_000_000;
    private static final long SELDOM = Long.MAX_VALUE;
    private static final long OFTEN = 100;

    @ParameterizedTest
    @EnumSource(Way.class)
    void everyFailureOfEveryCallIsSurvivedAndAccountedFor(Way way) throws IOException {
        for (MemoryFiles.Fault fault :
                List.of(MemoryFiles.Fault.ERROR, MemoryFiles.Fault.SHORT_WRITE, MemoryFiles.Fault.WRITE_THEN_ERROR)) {
            for (int failing : new int[] {1, 3, 40}) {
                long calls = Long.MAX_VALUE;
                for (long n = 1; n <= calls; n++) {
                    FaultyFiles disk = new FaultyFiles(fault, n, failing);
                    calls = new Run(way, disk, fault + " at call " + n + " for " + failing, failing > 1).go();
                }
                assertThat(calls).isGreaterThan(40);
            }
        }
    }

    /** How a journal is written. What is written behind is over when the write begins, but what came of it is learnt later. */
    private enum Way {
        NEVER_SYNCED(SyncPolicy.NONE, false, SELDOM),
        NEVER_SYNCED_BEHIND(SyncPolicy.NONE, true, SELDOM),
        SYNCED_AT_INTERVALS(SyncPolicy.INTERVAL, false, SELDOM),
        SYNCED_AT_INTERVALS_BEHIND(SyncPolicy.INTERVAL, true, SELDOM),
        SYNCED_BETWEEN_INTERVALS(SyncPolicy.INTERVAL, false, OFTEN),
        SYNCED_BETWEEN_INTERVALS_BEHIND(SyncPolicy.INTERVAL, true, OFTEN),
        SYNCED_AT_ONCE(SyncPolicy.ALWAYS, false, SELDOM);

        private final SyncPolicy sync;
        private final boolean behind;
        private final long mostUnaskedBytes;

        Way(SyncPolicy sync, boolean behind, long mostUnaskedBytes) {
            this.sync = sync;
            this.behind = behind;
            this.mostUnaskedBytes = mostUnaskedBytes;
        }

        Syncer syncer() {
            return Syncer.inPlace(mostUnaskedBytes);
        }

        WriteBehind begin() {
            return behind ? WriteBehind.by(Runnable::run, 0) : WriteBehind.never();
        }
    }

    /** The calls that a writer makes on a segment, alone and with what undoes a failed write. */
    private static final List<Set<String>> CALLS = List.of(
            Set.of("force"),
            Set.of("write"),
            Set.of("write", "truncate"),
            Set.of("create"),
            Set.of("force", "truncate"));

    @ParameterizedTest
    @EnumSource(Way.class)
    void everyKindOfCallMayFailAgainAndAgainWithOthersWorkingInBetween(Way way) throws IOException {
        for (Set<String> affected : CALLS) {
            for (MemoryFiles.Fault fault : List.of(MemoryFiles.Fault.ERROR, MemoryFiles.Fault.WRITE_THEN_ERROR)) {
                for (int stride : new int[] {1, 2, 3}) {
                    long calls = Long.MAX_VALUE;
                    for (long n = 1; n <= calls; n++) {
                        FaultyFiles disk = new FaultyFiles(fault, n, 4, stride, affected);
                        calls = new Run(way, disk, fault + " of " + affected + " at " + n + " by " + stride, true).go();
                    }
                }
            }
        }
    }

    @Test
    void aLossThatStandsInACommitWhoseSyncFailedIsNotToldAgain() throws IOException {
        FaultyFiles disk = new FaultyFiles(MemoryFiles.Fault.ERROR, 1, 3, 1, Set.of("force", "create")) {
            @Override
            MemoryFiles.Fault fault(String call, Path file) {
                MemoryFiles.Fault usual = super.fault(call, file);
                // The fourth call creates the segment with what was lost, the fifth is its sync.
                return calls() == 5 && call.equals("force") ? MemoryFiles.Fault.ERROR : usual;
            }
        };
        Run run = new Run(Way.SYNCED_AT_ONCE, disk, "three failures, one success, one failure", true);
        run.go();
        assertThat(run.writer.progress().lostEvents()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(SyncPolicy.class)
    void aFailureWhileTheWriterStartsIsThrownAndTheNextStartWorks(SyncPolicy sync) throws IOException {
        for (long n = 1; n < 40; n++) {
            FaultyFiles disk = new FaultyFiles(MemoryFiles.Fault.ERROR, n, 1);
            JournalOptions options = JournalOptions.in(FOLDER).withSync(sync);
            JournalFixture.sink(disk, options, Traffic.EPOCH).stopped(Traffic.EPOCH);
            disk.arm();
            boolean started = true;
            try {
                JournalFixture.sink(disk, options, Traffic.EPOCH).stopped(Traffic.EPOCH);
            } catch (IOException refused) {
                started = false;
                assertThat(refused).hasMessageContaining("injected");
            }
            JournalFixture.sink(disk, options, Traffic.EPOCH).stopped(Traffic.EPOCH);
            List<Long> sequences = new ArrayList<>();
            try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.STRICT)) {
                JournalFixture.records(reader).forEach(line -> sequences.add(JournalFixture.sequence(line)));
            }
            assertThat(sequences).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(started ? 3 : 2);
        }
    }

    /** One life of a journal with one fault in it. */
    private static final class Run {
        private final String name;
        private final FaultyFiles disk;
        private final JournalWriter writer;
        private final JournalSink sink;
        private final TreeSet<Long> calledDurable = new TreeSet<>();
        private long now = Traffic.EPOCH;
        private final boolean mayKeepWhatItSaysItLost;
        private int chunks;
        private int decoded;

        Run(Way way, FaultyFiles disk, String faults, boolean severalFail) throws IOException {
            this.disk = disk;
            mayKeepWhatItSaysItLost = severalFail && faults.startsWith(MemoryFiles.Fault.WRITE_THEN_ERROR.name());
            name = way + " " + faults;
            JournalOptions options =
                    JournalOptions.in(FOLDER).withSegmentBytes(600).withSync(way.sync);
            writer = JournalWriter.open(disk, options, this::state, this::progressed, way.syncer(), way.begin(), now);
            sink = JournalFixture.sink(disk, options, writer, now);
        }

        /** As of a decoder that has had every chunk that the sink has had. */
        private byte[] state() {
            return ByteBuffer.allocate(4).putInt(decoded).array();
        }

        private void progressed(JournalProgress progress) {
            for (long sequence = 0; sequence < progress.durableSequence(); sequence++) {
                if (progress.durable(sequence)) {
                    calledDurable.add(sequence);
                }
            }
        }

        long go() throws IOException {
            disk.arm();
            sink.opened(1, now, new StreamAddresses("a:1", "b:2"));
            for (int batch = 0; batch < BATCHES; batch++) {
                now += STEP_NANOS;
                chunk();
                chunk();
                sink.batchEnded(now);
                if (batch % 4 == 3) {
                    sink.flushDue(now);
                }
                checkDurable();
            }
            long calls = disk.calls();
            outlast();
            sink.stopped(now);
            checkDurable();
            checkBooks();
            return calls;
        }

        /** A fault at the very end may still last; the tap lives longer than that. */
        private void outlast() {
            for (int i = 0; i < 60; i++) {
                now += STEP_NANOS * 10;
                sink.flushDue(now);
            }
            chunk();
            sink.batchEnded(now);
        }

        private void chunk() {
            byte[] bytes = ByteBuffer.allocate(40).putInt(0, chunks++).array();
            Direction direction = chunks % 3 == 0 ? Direction.HOST_TO_CONSOLE : Direction.CONSOLE_TO_HOST;
            sink.received(1, direction, now, bytes, 0, bytes.length);
            decoded = chunks;
        }

        /** What was called durable is there after a power cut, and nobody needs to salvage it. */
        private void checkDurable() throws IOException {
            MemoryFiles left = disk.afterPowerCut();
            checkClaims(left, left, name);
            for (ReadOptions options : List.of(ReadOptions.SALVAGE, ReadOptions.TAIL)) {
                TreeSet<Long> missing = new TreeSet<>(calledDurable);
                sequences(left, options).forEach(missing::remove);
                assertThat(missing)
                        .describedAs("called durable, but not read by %s: %s", options.mode(), name)
                        .isEmpty();
            }
        }

        /** What the files say of their durability, with or without the catalogue, is never more than a power cut leaves. */
        private static void checkClaims(MemoryFiles disk, MemoryFiles afterPowerCut, String name) throws IOException {
            TreeSet<Long> there = new TreeSet<>(sequences(afterPowerCut, ReadOptions.SALVAGE));
            for (JournalDurability durability :
                    JournalSummary.read(disk, List.of(FOLDER)).durability()) {
                for (SequenceRange synced : durability.synced()) {
                    for (long sequence = synced.from(); sequence < synced.to(); sequence++) {
                        assertThat(there)
                                .describedAs("stated to be synced: %s", name)
                                .contains(sequence);
                    }
                }
                assertThat(durability.syncedRecordsAreMissing()).isFalse();
            }
        }

        private static List<Long> sequences(MemoryFiles disk, ReadOptions options) throws IOException {
            List<Long> there = new ArrayList<>();
            try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), options)) {
                JournalFixture.records(reader).forEach(line -> there.add(JournalFixture.sequence(line)));
            }
            return there;
        }

        private static Predicate<Integer> below(int end) {
            return chunk -> chunk < end;
        }

        private void checkBooks() throws IOException {
            checkClaims(disk, disk.afterPowerCut(), name);
            List<Integer> there = new ArrayList<>();
            long toldLost = 0;
            boolean snapshotFirst = true;
            int state = 0;
            try (JournalReader reader = JournalReader.open(disk, List.of(FOLDER), ReadOptions.SALVAGE)) {
                while (reader.advance()) {
                    JournalCommit commit = reader.commit();
                    boolean snapshot =
                            commit.firstSequence() != commit.segment().firstSequence();
                    while (commit.nextRecord()) {
                        snapshot |= commit.kind() == RecordKind.SNAPSHOT;
                        switch (commit.kind()) {
                            case TO_HOST, TO_CONSOLE -> {
                                int chunk = BigEndian.i32(commit.bytes(), commit.payloadOffset());
                                assertThat(chunk)
                                        .describedAs("behind its snapshot: %s", name)
                                        .isGreaterThanOrEqualTo(state);
                                there.add(chunk);
                            }
                            case SNAPSHOT -> {
                                state = BigEndian.i32(commit.bytes(), commit.payloadOffset());
                                assertThat(there)
                                        .describedAs("before their snapshot: %s", name)
                                        .allMatch(below(state));
                            }
                            case GAP ->
                                toldLost += GapLayout.decode(commit.bytes(), commit.payloadOffset(), 40, 0)
                                        .events();
                            default -> {}
                        }
                    }
                    snapshotFirst &= snapshot;
                }
                assertThat(reader.damage())
                        .describedAs(name)
                        .allMatch(damage -> damage.harmless() || damage.reason().contains("the writer states"));
            }
            assertThat(sequences(disk, ReadOptions.TAIL))
                    .describedAs(name)
                    .isEqualTo(sequences(disk, ReadOptions.SALVAGE));
            assertThat(snapshotFirst).describedAs(name).isTrue();
            assertThat(there).describedAs(name).isSorted().doesNotHaveDuplicates();
            assertThat(there).describedAs("the last chunk: %s", name).contains(chunks - 1);
            // A write that says it failed and cannot be undone is counted as lost, though it may be there.
            long accounted = there.size() + writer.progress().lostEvents();
            if (mayKeepWhatItSaysItLost) {
                assertThat(accounted).describedAs("kept and lost: %s", name).isGreaterThanOrEqualTo(chunks);
            } else {
                assertThat(accounted).describedAs("kept and lost: %s", name).isEqualTo(chunks);
            }
            assertThat(toldLost)
                    .describedAs("told: %s", name)
                    .isEqualTo(writer.progress().lostEvents());
            assertThat(writer.progress().outage()).describedAs(name).isFalse();
        }
    }
}
