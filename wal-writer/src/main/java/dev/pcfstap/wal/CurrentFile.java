package dev.pcfstap.wal;

import dev.pcfstap.output.FileSizeLimit;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The file that a WAL is written to now, or none while it cannot be opened: its header, its size and age, and putting it
 * aside for the next one. One thread.
 */
final class CurrentFile {
    private static final Logger LOG = LogManager.getLogger(CurrentFile.class);
    private static final long ROTATION_PAUSE_NANOS = 60_000_000_000L;
    private static final int HEADER_BYTES = 128;

    private final WalFileOptions options;
    private final WalFormat format;
    private final WalDisk disk;
    private final Path path;
    private final RotatedNames rotatedNames;

    private WalDisk.@Nullable Handle handle;
    private boolean pipe;
    private long sizeBytes;
    private long headerBytes;
    private long beganNanos;
    private boolean atLimit;
    private boolean rotationPaused;
    private long rotationPausedNanos;

    CurrentFile(WalFileOptions options, WalFormat format, WalDisk disk) {
        this.options = options;
        this.format = format;
        this.disk = disk;
        this.path = options.path();
        this.rotatedNames = new RotatedNames(path, format);
    }

    /**
     * Opens the file, takes half a line off its end and writes the header of an empty one.
     *
     * @return the half line, if there was one
     */
    Optional<TornTail> open(WalDisk.Opening opening, long timeNanos) throws IOException {
        WalDisk.Handle opened = disk.open(path, opening);
        try {
            Optional<TornTail> torn = Optional.empty();
            sizeBytes = 0;
            headerBytes = 0;
            atLimit = false;
            if (opened.isRegular()) {
                refuseOtherFormat(opened);
                torn = opened.tornTail();
                if (torn.isPresent()) {
                    opened.truncate(torn.get().offset());
                }
                sizeBytes = opened.size();
            }
            if (sizeBytes == 0) {
                writeHeader(opened, timeNanos);
            } else {
                long began = opened.beganNanos();
                beganNanos = began > 0 ? Math.min(began, timeNanos) : timeNanos;
            }
            handle = opened;
            pipe = !opened.isRegular();
            return torn;
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Nothing may be cut off or written behind what is no WAL, or one in another format. */
    private void refuseOtherFormat(WalDisk.Handle opened) throws IOException {
        if (opened.beginning().length > 0 && !format.recognizes(opened.beginning())) {
            throw new FileSystemException(path.toString(), null, "it is no WAL in this format; --force overwrites it");
        }
    }

    boolean isOpen() {
        return handle != null;
    }

    /** Whether it can be opened again. What is no regular file cannot: to open a pipe may take until somebody reads it. */
    boolean canBeReopened() {
        return !pipe;
    }

    /** Whether the path no longer leads to this file. */
    boolean isMoved() {
        return handle != null && handle.isRegular() && !handle.isAt(path);
    }

    /** How much longer the file is than what was written to it, or shorter if negative, because of somebody else. */
    long alteredBytes() {
        WalDisk.Handle file = handle;
        if (file == null || !file.isRegular()) {
            return 0;
        }
        try {
            return file.size() - sizeBytes;
        } catch (IOException unknown) {
            return 0;
        }
    }

    /**
     * Opens the file again that somebody else altered.
     *
     * @return the half line that was at its end, if there was one
     */
    Optional<TornTail> openAltered(long timeNanos) throws IOException {
        WalDisk.Handle file = handle;
        if (file != null && file.size() < headerBytes) {
            file.truncate(0); // what begins with half a header is no WAL
        }
        close();
        return open(WalDisk.Opening.AGAIN, timeNanos);
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /**
     * Writes everything that waits; when it throws, whole lines are left to wait, and the file is closed unless it is {@linkplain
     * #isAtLimit at its limit}.
     */
    long drain(LineBuffer pending) throws IOException {
        WalDisk.Handle file = handle;
        if (file == null) {
            throw new IOException("the file is not open");
        }
        int length = pending.lengthBytes();
        try {
            long lines = pending.drainTo(file);
            sizeBytes += length;
            return lines;
        } catch (IOException e) {
            giveUp(file, pending, length, FileSizeLimit.isReached(e, sizeOf(file)));
            throw e;
        } catch (RuntimeException | Error e) {
            // No memory for the write, say. The file is whole lines again, and what is left waits.
            giveUp(file, pending, length, false);
            throw new IOException(e.toString(), e);
        }
    }

    /** A file that is as long as files may be keeps its lines; what is left is for a new one. */
    private void giveUp(WalDisk.Handle file, LineBuffer pending, int lengthBefore, boolean tooLong) {
        if (file.isRegular()) {
            undoTornLine(file, pending, lengthBefore);
            sizeBytes = sizeOf(file);
            atLimit = tooLong && hasLines();
        }
        if (!atLimit) {
            close();
        }
    }

    /** Whether the file has lines and takes no more of them because it would be too long, so that a new one does. */
    boolean isAtLimit() {
        return handle != null && atLimit;
    }

    private static long sizeOf(WalDisk.Handle file) {
        try {
            return file.size();
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** How many bytes more this file takes before it is due for rotation. */
    long roomBytes(long timeNanos) {
        return options.rotateBytes() > 0 && rotates(timeNanos) ? options.rotateBytes() - sizeBytes : Long.MAX_VALUE;
    }

    /** Whether there is anything but a header in it. */
    boolean hasLines() {
        return sizeBytes > headerBytes;
    }

    /** Whether its age makes it due for rotation. */
    boolean isOld(long timeNanos) {
        // From a clock that was set back the age counts anew.
        beganNanos = Math.min(beganNanos, timeNanos);
        return options.rotateAgeNanos() > 0 && timeNanos - beganNanos >= options.rotateAgeNanos() && rotates(timeNanos);
    }

    /** Puts the file aside under a stamped name and closes it; when that fails, it is written on for a minute. */
    void putAside(long timeNanos) {
        if (isMoved()) {
            close();
            return;
        }
        try {
            disk.rename(path, rotatedNames.next(timeNanos));
        } catch (IOException e) {
            LOG.warn("cannot rotate {}, trying again in a minute: {}", path, e.toString());
            rotationPaused = true;
            rotationPausedNanos = timeNanos;
            return;
        }
        close();
        if (options.keep() > 0) {
            try {
                rotatedNames.prune(options.keep());
            } catch (IOException e) {
                LOG.warn("cannot delete old files of {}: {}", path, e.toString());
            }
        }
    }

    void close() {
        try {
            if (handle != null) {
                handle.close();
            }
        } catch (IOException e) {
            LOG.warn("{} did not close: {}", path, e.toString());
        } finally {
            handle = null;
        }
    }

    private boolean rotates(long timeNanos) {
        long pauseNanos = timeNanos - rotationPausedNanos;
        rotationPaused &= pauseNanos >= 0 && pauseNanos < ROTATION_PAUSE_NANOS;
        return handle != null && handle.isRegular() && !rotationPaused;
    }

    private void writeHeader(WalDisk.Handle opened, long timeNanos) throws IOException {
        TextBuffer header = new TextBuffer(HEADER_BYTES);
        format.header(header, timeNanos);
        LineBuffer lines = new LineBuffer(HEADER_BYTES);
        lines.append(header.viewBytes(), 0, header.length(), 0);
        lines.drainTo(opened);
        headerBytes = header.length();
        sizeBytes = headerBytes;
        beganNanos = timeNanos;
    }

    /**
     * A line that is in the file by half is taken out again, and waits as a whole. So is what a write has left that threw half
     * way: only the file says how much that is.
     */
    private void undoTornLine(WalDisk.Handle file, LineBuffer pending, int lengthBefore) {
        pending.rewindToLine();
        long whole = sizeBytes + lengthBefore - pending.lengthBytes();
        try {
            if (file.size() > whole) {
                file.truncate(whole);
            }
        } catch (IOException e) {
            LOG.debug("{} keeps half a line until it is opened again", path, e);
        }
    }
}
