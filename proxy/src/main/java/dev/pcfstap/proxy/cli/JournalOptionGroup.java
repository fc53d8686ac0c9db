package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.Retention;
import dev.pcfstap.journal.SyncPolicy;
import dev.pcfstap.proxy.JournalRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a journal is written, where, and how much of it is kept. */
final class JournalOptionGroup {
    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "Keep every byte in a capture journal in this folder, which is created or continued.")
    @Nullable
    Path folder;

    @Option(
            names = "--sync",
            paramLabel = "none|interval|always",
            defaultValue = "interval",
            converter = ChoiceConverter.Sync.class,
            description = "When the journal is made to survive a power cut: when the operating system likes, at every"
                    + " --flush-interval and after each 16 MiB, or with every commit (${DEFAULT-VALUE}).")
    SyncPolicy sync = SyncPolicy.INTERVAL;

    @Option(
            names = "--journal-segment-size",
            paramLabel = "SIZE",
            defaultValue = "256MiB",
            converter = SizeConverter.class,
            description = "Begin a new segment when this one is so long (${DEFAULT-VALUE}).")
    long segmentBytes;

    @Option(
            names = "--journal-segment-age",
            paramLabel = "DURATION",
            defaultValue = "1d",
            converter = DurationConverter.class,
            description = "Begin a new segment when this one is so old (${DEFAULT-VALUE}).")
    Duration segmentAge = Duration.ofDays(1);

    @Option(
            names = "--journal-keep-size",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = SizeConverter.class,
            description = "Delete the oldest segments beyond this size of all; 0 keeps them (${DEFAULT-VALUE}).")
    long keepBytes;

    @Option(
            names = "--journal-keep-age",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = DurationConverter.class,
            description = "Delete segments whose youngest record is older; 0s keeps them (${DEFAULT-VALUE}).")
    Duration keepAge = Duration.ZERO;

    @Option(
            names = "--journal-keep-free",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = SizeConverter.class,
            description = "Delete the oldest segments when the disk has less room; 0 keeps them (${DEFAULT-VALUE}).")
    long keepFreeBytes;

    @Option(
            names = "--snapshot-interval",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How often, while there is traffic, the journal gets the decoder's state (${DEFAULT-VALUE});"
                    + " SIGUSR1 takes one at once, if anything has happened since the last.")
    Duration snapshotInterval = JournalSink.SNAPSHOT_INTERVAL;

    boolean isWanted() {
        return folder != null;
    }

    /**
     * The journal, open, if one is wanted.
     *
     * @param disk where
     * @param writeBehind see {@link JournalOptions#writeBehind()}
     */
    Optional<JournalRecorder> open(JournalFiles disk, boolean writeBehind, long nowNanos) throws UserException {
        Path wanted = folder;
        if (wanted == null) {
            return Optional.empty();
        }
        if (segmentBytes < 1 || segmentAge.isZero() || snapshotInterval.isZero()) {
            throw new UserException(
                    "--journal-segment-size, --journal-segment-age and --snapshot-interval must be more than 0");
        }
        JournalOptions options = JournalOptions.in(wanted)
                .withSegmentBytes(segmentBytes)
                .withSegmentAge(segmentAge)
                .withSync(sync)
                .withRetention(retention(keepBytes, keepAge, keepFreeBytes))
                .withWriteBehind(writeBehind);
        try {
            return Optional.of(JournalRecorder.open(disk, options, snapshotInterval, nowNanos));
        } catch (IOException e) {
            throw new UserException("cannot write a journal in " + wanted + ": " + FileFailure.reason(e), e);
        }
    }

    /** What is kept, where 0 means everything. */
    static Retention retention(long bytes, Duration age, long freeBytes) {
        Retention retention = Retention.FOREVER.withMinFreeBytes(freeBytes);
        if (bytes > 0) {
            retention = retention.withMaxBytes(bytes);
        }
        return age.isZero() ? retention : retention.withMaxAge(age);
    }
}
