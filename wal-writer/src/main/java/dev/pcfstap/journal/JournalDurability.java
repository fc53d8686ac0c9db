package dev.pcfstap.journal;

import java.util.List;

/**
 * Which records of a journal are known to have been synced where they were written, and how that is known. What is not here may
 * be durable all the same; nobody wrote down that it is.
 *
 * @param journal which
 * @param synced records that were synced, as far as they were not deleted since, in ascending order
 * @param doubtful records of which a writer states that their write or sync failed
 * @param source what says so of the highest one: the name of a segment file, or {@code sessions.json}; empty without any
 * @param endSequence the sequence after the last record that could be read
 */
public record JournalDurability(
        JournalId journal, List<SequenceRange> synced, List<SequenceRange> doubtful, String source, long endSequence) {

    /** The highest sequence that is known to have been synced; -1 when none is. */
    public long highestDurable() {
        return synced.isEmpty() ? -1 : synced.get(synced.size() - 1).to() - 1;
    }

    /** Whether records that were synced are missing at the end: the disk, or somebody, took them. */
    public boolean syncedRecordsAreMissing() {
        return highestDurable() >= endSequence;
    }

    /** Gathers it from the commits of one journal in order. */
    static final class Gathering {
        private static final int MAX_RANGES = 256;

        private final SequenceRanges synced = new SequenceRanges();
        private final SequenceRanges doubtful = new SequenceRanges();
        private String source = "";
        private long highestEnd;
        private long endSequence;

        /** Takes what a commit says of others, and what it proves by being there. */
        void add(JournalCommit commit) {
            SegmentHeader segment = commit.segment();
            endSequence = Math.max(endSequence, commit.endSequence());
            String file = SegmentName.fileName(commit.file());
            if (segment.sync().filter(SyncPolicy.ALWAYS::equals).isPresent()) {
                // The writer waited for the sync of one commit before it wrote the next.
                synced(new SequenceRange(segment.firstSequence(), commit.writtenFirstSequence()), file);
            }
            commit.rewind();
            while (commit.nextRecord()) {
                if (commit.kind() == RecordKind.DURABILITY) {
                    DurabilityStatement stated =
                            DurabilityStatement.decode(commit.bytes(), commit.payloadOffset(), commit.payloadLength());
                    synced(stated.durable(), file);
                    doubtful.addAll(stated.doubtful());
                    doubtful.dropDownTo(MAX_RANGES);
                }
            }
            commit.rewind();
        }

        /** Records that were synced, and who says so. */
        void synced(SequenceRange range, String stated) {
            if (range.isEmpty()) {
                return;
            }
            synced.add(range.from(), range.to());
            synced.dropDownTo(MAX_RANGES);
            if (range.to() > highestEnd) {
                highestEnd = range.to();
                source = stated;
            }
        }

        JournalDurability result(JournalId journal, long oldestSequence) {
            synced.remove(0, oldestSequence);
            doubtful.remove(0, oldestSequence);
            return new JournalDurability(
                    journal, synced.list(), doubtful.list(), synced.isEmpty() ? "" : source, endSequence);
        }
    }
}
