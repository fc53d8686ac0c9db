package dev.pcfstap.wal;

import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A WAL in a file. One thread.
 *
 * <p>The file holds whole lines after every flush, and whole lines but the last whenever the process is killed. When it
 * cannot be written (disk full, folder gone), as much as the buffer holds waits; what does not fit is lost, counted, and
 * noted in the file as soon as it can be written again. Each flush tries to open it anew. A file that was moved or deleted
 * is begun again under its name, unless something that the tap did not make has that name meanwhile: a link or a file with
 * something in it is never written to. A pipe whose reader has gone is given up, because to open one waits for a reader.
 */
public final class WalFile implements WalOutput {
    private static final Logger LOG = LogManager.getLogger(WalFile.class);
    private static final int NOTE_BYTES = 512;

    private final WalFileOptions options;
    private final WalFormat format;
    private final Path path;
    private final CurrentFile file;
    private final LineBuffer pending;
    private final WalLosses losses = new WalLosses();

    private boolean closed;
    private boolean failing;
    private long lastFlushNanos;
    private long nowNanos;
    private long linesWritten;

    private WalFile(WalFileOptions options, WalFormat format, WalDisk disk, long timeNanos) {
        this.options = options;
        this.format = format;
        this.path = options.path();
        this.file = new CurrentFile(options, format, disk);
        this.pending = new LineBuffer(options.bufferBytes());
        this.nowNanos = timeNanos;
        this.lastFlushNanos = timeNanos - options.flushIntervalNanos();
    }

    /** Begins or continues a file; a {@link WalOpenException} tells the user why that cannot be. */
    public static WalFile open(WalFileOptions options, WalFormat format, long timeNanos) throws WalOpenException {
        return open(options, format, new LocalDisk(options.access()), timeNanos);
    }

    static WalFile open(WalFileOptions options, WalFormat format, WalDisk disk, long timeNanos)
            throws WalOpenException {
        WalFile wal = new WalFile(options, format, disk, timeNanos);
        try {
            wal.file.open(firstOpening(options), timeNanos).ifPresent(wal::noteTornTail);
            return wal;
        } catch (IOException e) {
            throw WalOpenException.of(options.path(), e);
        }
    }

    @Override
    public void append(TextBuffer lines, long lineCount, long timeNanos) {
        nowNanos = timeNanos;
        byte[] bytes = lines.viewBytes();
        int end = lines.length();
        int at = 0;
        long left = lineCount;
        try {
            rotateWhenOld();
            while (at < end) {
                int length = acceptable(bytes, at, end);
                if (length == 0) {
                    return;
                }
                long count = at + length == end ? left : Math.min(left, LineBuffer.countLines(bytes, at, at + length));
                pending.append(bytes, at, length, count);
                left -= count;
                at += length;
            }
        } finally {
            // An error on the way, too, has cost these and no others.
            if (at < end) {
                losses.lost(left, timeNanos);
            }
        }
    }

    @Override
    public void lost(long lineCount, long timeNanos) {
        losses.lost(lineCount, timeNanos);
    }

    @Override
    public void batchEnded(long timeNanos) {
        long quietNanos = timeNanos - lastFlushNanos;
        if (!pending.isEmpty() && (quietNanos >= options.flushIntervalNanos() || quietNanos < 0)) {
            flush(timeNanos);
        }
    }

    @Override
    public void flush(long timeNanos) {
        nowNanos = timeNanos;
        if (closed) {
            return;
        }
        lookAgain();
        reopened();
        if (!pending.isEmpty() || losses.areUnnoted()) {
            lastFlushNanos = timeNanos;
            if (reopened() && drained()) {
                ownUpToLosses();
            }
        }
        rotateWhenOld();
    }

    @Override
    public long linesWritten() {
        return linesWritten;
    }

    @Override
    public long linesLost() {
        return losses.total();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            flush(nowNanos);
        } finally {
            end();
        }
    }

    private void end() {
        closed = true;
        if (!pending.isEmpty()) {
            losses.lost(pending.lines(), nowNanos);
            pending.clear();
        }
        if (losses.areUnnoted()) {
            LOG.warn("{}: {} lines are lost, and the log could not be told of all of them", path, losses.total());
        }
        file.close();
    }

    /** How much of the lines the buffer can take now, after making room if need be; 0 when they are lost. */
    private int acceptable(byte[] bytes, int at, int end) {
        // While a loss waits to be noted, nothing may take its place in the log.
        while (!closed && !losses.areUnnoted()) {
            int length = LineBuffer.wholeLines(bytes, at, end, roomBytes());
            if (length > 0) {
                return length;
            }
            if (!pending.isEmpty()) {
                if (!drained()) {
                    return 0;
                }
            } else if (file.roomBytes(nowNanos) < Long.MAX_VALUE && file.hasLines()) {
                rotate();
            } else {
                // The line is larger than the buffer, or than a file should be: it goes alone.
                return file.isOpen() ? LineBuffer.firstLine(bytes, at, end) : 0;
            }
        }
        return 0;
    }

    private int roomBytes() {
        long fileRoom = file.roomBytes(nowNanos) - pending.lengthBytes();
        return (int) Math.max(0, Math.min(pending.roomBytes(), fileRoom));
    }

    private void rotateWhenOld() {
        if (file.isOld(nowNanos) && (file.hasLines() || !pending.isEmpty()) && drained()) {
            rotate();
        }
    }

    private void rotate() {
        file.putAside(nowNanos);
        reopened();
    }

    /** Whether the file is open, after another attempt if it was not. */
    private boolean reopened() {
        if (file.isOpen() || !file.canBeReopened()) {
            return file.isOpen();
        }
        try {
            file.open(WalDisk.Opening.AGAIN, nowNanos);
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    /** Whether everything that waited is in the file now. */
    private boolean drained() {
        lookAgain();
        if (!file.isOpen()) {
            return false;
        }
        long waiting = pending.lines();
        try {
            linesWritten += file.drain(pending);
            if (failing) {
                failing = false;
                LOG.info("{} can be written again", path);
            }
            return true;
        } catch (IOException e) {
            pending.forgetWritten();
            linesWritten += waiting - pending.lines();
            if (file.isAtLimit()) {
                LOG.info(
                        "{} takes no more, as files here may be no longer; a new one is begun: {}", path, e.toString());
                rotate();
                if (!file.isAtLimit()) {
                    return drained();
                }
                file.close();
            }
            failed(e);
            return false;
        }
    }

    /** What somebody else did to the file since. Its lock goes with it, so the name is taken again before another tap has it. */
    private void lookAgain() {
        if (file.isMoved()) {
            LOG.warn("{} was moved or deleted; it is begun again", path);
            file.close();
            reopened();
            return;
        }
        long altered = file.alteredBytes();
        if (altered != 0) {
            noteAlteration(file.sizeBytes(), file.sizeBytes() + altered);
        }
    }

    /** Opening it again takes half a line off its end, and gives an empty one its header. */
    private void noteAlteration(long writtenBytes, long bytes) {
        LOG.warn("{}: somebody else made it {} bytes long, it had {}", path, bytes, writtenBytes);
        try {
            Optional<TornTail> torn = file.openAltered(nowNanos);
            List<NoteField> fields = new ArrayList<>(List.of(NoteField.of(
                    "text", "somebody else made the log " + bytes + " bytes long, it had " + writtenBytes)));
            torn.ifPresent(half -> fields.add(NoteField.of("bytes", half.length())));
            torn.ifPresent(half -> fields.add(NoteField.of("line", half.beginning())));
            LineBuffer note = new LineBuffer(NOTE_BYTES);
            queue(new PcfsEvent.Note(0, nowNanos, NoteKind.TAP, null, fields, null), note);
            linesWritten += file.drain(note);
        } catch (IOException e) {
            file.close();
            failed(e);
        }
    }

    private void failed(IOException failure) {
        if (!failing) {
            failing = true;
            String then = file.canBeReopened() ? "trying again at every flush" : "what is still to come is lost";
            LOG.warn("cannot write {}, {}: {}", path, then, failure.toString());
        }
    }

    private void ownUpToLosses() {
        if (losses.areUnnoted()) {
            // Only then: what is thrown before leaves them to be noted.
            queue(losses.note(nowNanos), pending);
            losses.noted();
            drained();
        }
    }

    /** What a crash left of a line would be half a line in the middle, so only the note keeps it. */
    private void noteTornTail(TornTail torn) {
        LOG.warn("{} ended in half a line of {} bytes, which was taken off: {}", path, torn.length(), torn.beginning());
        List<NoteField> fields = List.of(
                NoteField.of("text", "the log ended in half a line"),
                NoteField.of("bytes", torn.length()),
                NoteField.of("line", torn.beginning()));
        queue(new PcfsEvent.Note(0, nowNanos, NoteKind.TAP, null, fields, null), pending);
    }

    private void queue(PcfsEvent note, LineBuffer lines) {
        TextBuffer line = new TextBuffer(NOTE_BYTES);
        format.print(note, line);
        lines.append(line.viewBytes(), 0, line.length(), line.length() > 0 ? 1 : 0);
    }

    private static WalDisk.Opening firstOpening(WalFileOptions options) {
        return switch (options.mode()) {
            case REFUSE -> WalDisk.Opening.NEW;
            case APPEND -> WalDisk.Opening.CONTINUED;
            case FORCE -> WalDisk.Opening.EMPTIED;
        };
    }
}
