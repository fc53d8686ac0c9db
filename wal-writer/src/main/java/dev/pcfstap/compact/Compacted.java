package dev.pcfstap.compact;

import dev.pcfstap.journal.Damage;
import java.util.List;

/**
 * What came of a compaction.
 *
 * @param bytesBefore the length of all segments that were read
 * @param bytesAfter the length of all segments that were written
 * @param records that were written
 * @param dataBytes of reads and writes that are not in the new journal, or only as references
 * @param leftAsTheyAre reads and writes beyond the bound of what is remembered
 * @param events of the WAL, which is the same for both
 * @param damage of what was read
 */
public record Compacted(
        long bytesBefore,
        long bytesAfter,
        long records,
        long dataBytes,
        long leftAsTheyAre,
        long events,
        List<Damage> damage) {}
