package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a journal holds, found by reading all of it: every checksum, length and sequence, and every reference to an earlier
 * record, is verified on the way.
 *
 * @param segments one entry a segment, in order
 * @param records how many there are of each kind
 * @param payloadBytes of all records
 * @param durability what is known of its syncs, one entry a journal
 * @param damage all that is not whole
 * @param repeatedRecords records that stand twice, because a writer repeated them in a new segment, and are read once
 */
public record JournalSummary(
        List<SegmentSummary> segments,
        Map<RecordKind, Long> records,
        long payloadBytes,
        List<JournalDurability> durability,
        List<Damage> damage,
        long repeatedRecords) {

    /**
     * One segment.
     *
     * @param file the file that it is in
     * @param header its header
     * @param endSequence the sequence after its last record
     * @param commits intact ones
     * @param records in them
     * @param bytes of the header and the intact commits
     * @param firstNanos the earliest record's time, 0 without records
     * @param lastNanos the latest record's time
     */
    public record SegmentSummary(
            Path file,
            SegmentHeader header,
            long endSequence,
            long commits,
            long records,
            long bytes,
            long firstNanos,
            long lastNanos) {}

    /** Whether nothing is damaged, not even a torn tail. */
    public boolean whole() {
        return damage.isEmpty();
    }

    /** Reads the journal in the folders and files. */
    public static JournalSummary read(JournalFiles disk, List<Path> inputs) throws IOException {
        try (JournalReader reader = JournalReader.open(disk, inputs, ReadOptions.SALVAGE)) {
            Gathering gathering = new Gathering(new RepeatedBytes(reader.earlier()));
            while (reader.advance()) {
                gathering.add(reader.commit());
            }
            gathering.endSegment();
            for (Path input : inputs) {
                if (disk.isFolder(input)) {
                    new SessionCatalogue(disk, input).load().ifPresent(gathering::believe);
                }
            }
            List<Damage> damage = new ArrayList<>(reader.damage());
            damage.addAll(gathering.unresolved);
            damage.addAll(misnamed(disk, reader.files()));
            return new JournalSummary(
                    gathering.segments,
                    gathering.records,
                    gathering.payloadBytes,
                    gathering.durability(),
                    List.copyOf(damage),
                    reader.repeatedRecords());
        }
    }

    /** Segments whose name states another sequence than their header. */
    private static List<Damage> misnamed(JournalFiles disk, List<Path> files) throws IOException {
        List<Damage> found = new ArrayList<>();
        for (Path file : files) {
            OptionalLong named = SegmentName.firstSequence(file, SegmentName.SEGMENT_SUFFIX);
            OptionalLong stated = statedSequence(disk, file, named);
            if (named.isPresent() && !named.equals(stated)) {
                found.add(new Damage(
                        Damage.Kind.CORRUPT,
                        file,
                        0,
                        0,
                        0,
                        0,
                        "the name states sequence " + named.getAsLong() + ", the header " + stated.orElse(0)));
            }
        }
        return found;
    }

    private static OptionalLong statedSequence(JournalFiles disk, Path file, OptionalLong otherwise)
            throws IOException {
        try {
            return SegmentFiles.header(disk, file)
                    .map(header -> OptionalLong.of(header.firstSequence()))
                    .orElse(otherwise);
        } catch (NoSuchFileException deletedMeanwhile) {
            return otherwise;
        }
    }

    private static final class Gathering {
        private final RepeatedBytes repeated;
        private final List<Damage> unresolved = new ArrayList<>();
        private final List<SegmentSummary> segments = new ArrayList<>();
        private final Map<RecordKind, Long> records = new EnumMap<>(RecordKind.class);
        private final Map<JournalId, JournalDurability.Gathering> syncs = new LinkedHashMap<>();
        private SegmentHeader header = new SegmentHeader(JournalId.UNKNOWN, -1, 0, 0);
        private Path file = Path.of("");
        private long payloadBytes;
        private long endSequence;
        private long commits;
        private long count;
        private long bytes;
        private long firstNanos;
        private long lastNanos;

        Gathering(RepeatedBytes repeated) {
            this.repeated = repeated;
        }

        void add(JournalCommit commit) throws IOException {
            if (!commit.segment().equals(header) || !commit.file().equals(file)) {
                endSegment();
                header = commit.segment();
                file = commit.file();
                commits = 0;
                count = 0;
                bytes = SegmentLayout.LENGTH;
                firstNanos = Long.MAX_VALUE;
                lastNanos = Long.MIN_VALUE;
            }
            syncs.computeIfAbsent(header.journal(), journal -> new JournalDurability.Gathering())
                    .add(commit);
            commits++;
            bytes += commit.lengthBytes();
            endSequence = commit.endSequence();
            while (commit.nextRecord()) {
                count++;
                payloadBytes += commit.payloadLength();
                records.merge(commit.kind(), 1L, Long::sum);
                if (commit.kind() == RecordKind.REPEATED && !repeated.canResolve(commit)) {
                    unresolved(commit);
                }
                firstNanos = Math.min(firstNanos, commit.timeNanos());
                lastNanos = Math.max(lastNanos, commit.timeNanos());
            }
        }

        private void unresolved(JournalCommit at) {
            unresolved.add(new Damage(
                    Damage.Kind.MISSING,
                    at.file(),
                    at.offset(),
                    0,
                    at.sequence(),
                    at.sequence() + 1,
                    "record " + at.sequence() + " " + repeated.problem()));
        }

        /** A catalogue of a journal that was not read says nothing. */
        void believe(SessionJson.Content catalogue) {
            JournalDurability.Gathering gathering = syncs.get(catalogue.journal());
            if (gathering != null) {
                catalogue.durable().forEach(range -> gathering.synced(range, SegmentName.CATALOGUE));
            }
        }

        List<JournalDurability> durability() {
            List<JournalDurability> all = new ArrayList<>();
            syncs.forEach((journal, gathering) -> all.add(gathering.result(
                    journal,
                    segments.stream()
                            .filter(segment -> segment.header().journal().equals(journal))
                            .mapToLong(segment -> segment.header().firstSequence())
                            .min()
                            .orElse(0))));
            return List.copyOf(all);
        }

        void endSegment() {
            if (commits > 0) {
                segments.add(
                        new SegmentSummary(file, header, endSequence, commits, count, bytes, firstNanos, lastNanos));
            }
        }
    }
}
