package dev.pcfstap.wal;

import dev.pcfstap.output.FileAccess;
import java.nio.file.Path;

/**
 * How a WAL file is kept.
 *
 * @param mode what happens to a file that exists
 * @param flushIntervalNanos the longest that a line should wait for its flush; 0 flushes every batch
 * @param rotateBytes a file is rotated before it grows beyond this, unless a single line does; 0 for never
 * @param rotateAgeNanos a file with lines in it is rotated when it has been written for so long; 0 for never
 * @param keep how many rotated files are kept; 0 for all
 * @param bufferBytes how much waits for a flush, and for a file that cannot be written
 * @param access who may read a new file
 */
public record WalFileOptions(
        Path path,
        Mode mode,
        long flushIntervalNanos,
        long rotateBytes,
        long rotateAgeNanos,
        int keep,
        int bufferBytes,
        FileAccess access) {

    /** What happens to a file that exists when the log begins. */
    public enum Mode {
        REFUSE,
        APPEND,
        /** Overwrites it. */
        FORCE
    }

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int DEFAULT_BUFFER_BYTES = 256 << 10;

    public WalFileOptions {
        if (flushIntervalNanos < 0 || rotateBytes < 0 || rotateAgeNanos < 0 || keep < 0 || bufferBytes < 1) {
            throw new IllegalArgumentException("negative WAL option, or no buffer: flush " + flushIntervalNanos
                    + " ns, rotate at " + rotateBytes + " bytes or " + rotateAgeNanos + " ns, keep " + keep
                    + ", buffer "
                    + bufferBytes + " bytes");
        }
    }

    /** Refuses an existing file, flushes every second, never rotates. */
    public static WalFileOptions of(Path path) {
        return new WalFileOptions(path, Mode.REFUSE, SECOND_NANOS, 0, 0, 0, DEFAULT_BUFFER_BYTES, FileAccess.OWNER);
    }

    public WalFileOptions withMode(Mode newMode) {
        return new WalFileOptions(
                path, newMode, flushIntervalNanos, rotateBytes, rotateAgeNanos, keep, bufferBytes, access);
    }

    public WalFileOptions withFlushInterval(long nanos) {
        return new WalFileOptions(path, mode, nanos, rotateBytes, rotateAgeNanos, keep, bufferBytes, access);
    }

    public WalFileOptions withRotation(long bytes, long ageNanos, int newKeep) {
        return new WalFileOptions(path, mode, flushIntervalNanos, bytes, ageNanos, newKeep, bufferBytes, access);
    }

    public WalFileOptions withBuffer(int bytes) {
        return new WalFileOptions(path, mode, flushIntervalNanos, rotateBytes, rotateAgeNanos, keep, bytes, access);
    }

    public WalFileOptions withAccess(FileAccess whose) {
        return new WalFileOptions(
                path, mode, flushIntervalNanos, rotateBytes, rotateAgeNanos, keep, bufferBytes, whose);
    }
}
