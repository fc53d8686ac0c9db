package dev.pcfstap.journal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a journal is written.
 *
 * @param folder where; created when it is missing
 * @param segmentBytes a segment is closed when it is this long or longer
 * @param segmentAge a segment is closed when it is this old or older and holds more than its snapshot
 * @param sync when what was written is made durable
 * @param retention what is deleted
 * @param writeBehind whether a long commit may still be on its way to the file when {@link JournalWriter#commit} returns;
 *     never with {@link SyncPolicy#ALWAYS}
 */
public record JournalOptions(
        Path folder,
        long segmentBytes,
        Duration segmentAge,
        SyncPolicy sync,
        Retention retention,
        boolean writeBehind) {

    /** 256 MiB and one day a segment, synced at every interval, kept for ever. */
    public static JournalOptions in(Path folder) {
        return new JournalOptions(
                folder, 256L << 20, Duration.ofDays(1), SyncPolicy.INTERVAL, Retention.FOREVER, false);
    }

    /** Another size at which a segment is closed. */
    public JournalOptions withSegmentBytes(long bytes) {
        return new JournalOptions(folder, bytes, segmentAge, sync, retention, writeBehind);
    }

    /** Another age at which a segment is closed. */
    public JournalOptions withSegmentAge(Duration age) {
        return new JournalOptions(folder, segmentBytes, age, sync, retention, writeBehind);
    }

    /** Another time for syncs. */
    public JournalOptions withSync(SyncPolicy policy) {
        return new JournalOptions(folder, segmentBytes, segmentAge, policy, retention, writeBehind);
    }

    /** Another rule for what is deleted. */
    public JournalOptions withRetention(Retention rule) {
        return new JournalOptions(folder, segmentBytes, segmentAge, sync, rule, writeBehind);
    }

    /** Whether the writer goes on while a long commit is written. */
    public JournalOptions withWriteBehind(boolean on) {
        return new JournalOptions(folder, segmentBytes, segmentAge, sync, retention, on);
    }
}
