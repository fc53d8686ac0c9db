package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a writer must know of a journal before it continues it, found by verifying the last segment, and those before it
 * only as long as nothing intact was found.
 *
 * @param journal the journal's id, a new one for an empty folder
 * @param nextSequence the sequence after the last intact record
 * @param highestStream the highest stream number that was used, 0 when none was
 * @param damage what is not whole at the end of the journal
 */
record JournalStart(JournalId journal, long nextSequence, long highestStream, List<Damage> damage) {

    static JournalStart examine(JournalFiles disk, Path folder) throws IOException {
        List<Path> segments = SegmentFiles.ofFolder(disk, folder);
        JournalId journal = JournalId.UNKNOWN;
        long next = 0;
        long highestStream = 0;
        boolean intact = false;
        List<Damage> damage = List.of();
        for (int i = segments.size() - 1; i >= 0 && !(intact && !journal.equals(JournalId.UNKNOWN)); i--) {
            Path segment = segments.get(i);
            next = Math.max(
                    next,
                    SegmentName.firstSequence(segment, SegmentName.SEGMENT_SUFFIX)
                            .orElse(0));
            try (JournalReader reader = JournalReader.open(disk, List.of(segment), ReadOptions.SALVAGE)) {
                while (reader.advance()) {
                    JournalCommit commit = reader.commit();
                    intact = true;
                    next = Math.max(next, commit.endSequence());
                    while (commit.nextRecord()) {
                        highestStream = Math.max(highestStream, commit.stream());
                    }
                }
                damage = damage.isEmpty() ? reader.damage() : damage;
                JournalId found = reader.segment().journal();
                journal = journal.equals(JournalId.UNKNOWN) ? found : journal;
            }
        }
        return new JournalStart(
                journal.equals(JournalId.UNKNOWN) ? JournalId.random() : journal, next, highestStream, damage);
    }
}
