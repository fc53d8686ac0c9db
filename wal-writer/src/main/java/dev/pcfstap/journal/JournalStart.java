package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a writer must know of a journal before it continues it, found by verifying the last segment, and those before it as
 * long as nothing intact was found or a power cut may have taken something from them.
 *
 * @param journal the journal's id, a new one for an empty folder
 * @param nextSequence the sequence after the last intact record
 * @param highestStream the highest stream number that was used, 0 when none was
 * @param damage what is not whole at the end of the journal
 * @param holes records that are missing between its last segments
 */
record JournalStart(
        JournalId journal, long nextSequence, long highestStream, List<Damage> damage, List<SequenceRange> holes) {

    private static final long HIGHEST_TO_CONTINUE = 1L << 62;

    /** Throws when the journal must not be continued: another version wrote it, or its numbers come to their end. */
    static JournalStart examine(JournalFiles disk, Path folder) throws IOException {
        List<Path> segments = SegmentFiles.ofFolder(disk, folder);
        Examination found = new Examination();
        int i = segments.size() - 1;
        for (; i >= 0 && found.goesOn(); i--) {
            found.add(disk, segments.get(i));
        }
        for (; i >= 0; i--) {
            found.reach(disk, segments.get(i), segments.get(i + 1));
        }
        refuseIfNumbersEnd(folder, "sequence", found.next);
        refuseIfNumbersEnd(folder, "stream number", found.highestStream);
        return new JournalStart(
                found.journal.orElseGet(JournalId::random), found.next, found.highestStream, found.damage, found.holes);
    }

    /** No tap comes that far by itself, and behind the highest number there is none. */
    private static void refuseIfNumbersEnd(Path folder, String what, long number) throws IOException {
        if (number > HIGHEST_TO_CONTINUE) {
            throw new IOException(folder + ": has come to " + what + " " + number + ", the limit for a journal that is"
                    + " continued is " + HIGHEST_TO_CONTINUE);
        }
    }

    /** Goes over segments from the last to earlier ones. What a header behind damage says is not believed. */
    private static final class Examination {
        private Optional<JournalId> journal = Optional.empty();
        private long next;
        private long highestStream;
        private List<Damage> damage = List.of();
        private final List<SequenceRange> holes = new ArrayList<>();
        private boolean intact;
        private boolean unsure;
        private long durableEnd;
        private long laterFirst = -1;

        boolean goesOn() {
            return !intact || journal.isEmpty() || unsure;
        }

        void add(JournalFiles disk, Path segment) throws IOException {
            SegmentFiles.refuseOtherVersion(disk, segment);
            next = Math.max(
                    next,
                    SegmentName.firstSequence(segment, SegmentName.SEGMENT_SUFFIX)
                            .orElse(0));
            long first = -1;
            long end = 0;
            Optional<SegmentHeader> header = SegmentFiles.header(disk, segment);
            try (JournalReader reader = JournalReader.open(disk, List.of(segment), ReadOptions.SALVAGE)) {
                while (reader.advance()) {
                    JournalCommit commit = reader.commit();
                    header = reader.damageCount() == 0 ? Optional.of(commit.segment()) : header;
                    if (ofAnother(header, commit.segment())) {
                        continue;
                    }
                    first = first < 0 ? commit.firstSequence() : first;
                    end = commit.endSequence();
                    look(commit);
                }
                damage = damage.isEmpty() ? reader.damage() : damage;
                header = reader.damageCount() == 0 ? Optional.of(reader.segment()) : header;
                journal = journal.isPresent() ? journal : header.map(SegmentHeader::journal);
                if (first >= 0) {
                    connect(header.orElseGet(reader::segment), first, end);
                }
            }
        }

        /**
         * Looks how far a segment goes behind which another writer began: where two had the journal at a time, maybe further than
         * the last one. By its index; without one, nobody closed it in order.
         */
        void reach(JournalFiles disk, Path segment, Path following) throws IOException {
            if (!SegmentFiles.header(disk, following)
                    .map(SegmentHeader::writerStarted)
                    .orElse(false)) {
                return;
            }
            SegmentHeader header = SegmentFiles.header(disk, segment).orElse(null);
            SparseIndex index = header == null ? null : SparseIndex.load(disk, segment, header);
            if (index == null || index.count() == 0) {
                return;
            }
            try (JournalReader reader = JournalReader.open(disk, List.of(segment), ReadOptions.TAIL)) {
                reader.seekSequence(index.sequence(index.count() - 1));
                while (reader.advance()) {
                    next = Math.max(next, reader.commit().endSequence());
                }
            }
        }

        /** Whether a commit stands behind damage and under a header of another journal than what is intact before. */
        private static boolean ofAnother(Optional<SegmentHeader> intact, SegmentHeader segment) {
            return intact.isPresent()
                    && !segment.journal().equals(JournalId.UNKNOWN)
                    && !segment.journal().equals(intact.get().journal());
        }

        private void look(JournalCommit commit) {
            while (commit.nextRecord()) {
                if (commit.kind() == RecordKind.DURABILITY) {
                    durableEnd = Math.max(
                            durableEnd,
                            DurabilityStatement.decode(commit.bytes(), commit.payloadOffset(), commit.payloadLength())
                                    .durable()
                                    .to());
                }
                highestStream = Math.max(highestStream, commit.stream());
            }
        }

        /**
         * Notes what is missing behind an intact segment. One that a writer began while it was still syncing the one before may
         * have outlived the end of that one, unless it says how far the syncs had come.
         */
        private void connect(SegmentHeader header, long first, long end) {
            intact = true;
            next = Math.max(next, end);
            if (laterFirst > end) {
                holes.add(new SequenceRange(end, laterFirst));
            }
            laterFirst = first;
            unsure = header.sync().equals(Optional.of(SyncPolicy.INTERVAL))
                    && !header.writerStarted()
                    && first > durableEnd;
        }
    }
}
