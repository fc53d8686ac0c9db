package dev.pcfstap.wal;

import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import java.util.List;

/** Lines that were lost: all of them, and those that the log has not owned up to yet. */
final class WalLosses {
    private long total;
    private long unnoted;
    private long fromNanos;
    private long toNanos;

    void lost(long lines, long timeNanos) {
        if (unnoted == 0) {
            fromNanos = timeNanos;
        }
        toNanos = timeNanos;
        unnoted += lines;
        total += lines;
    }

    long total() {
        return total;
    }

    boolean areUnnoted() {
        return unnoted > 0;
    }

    /** The note that says what is missing where it stands. */
    PcfsEvent.Note note(long timeNanos) {
        List<NoteField> fields = List.of(
                NoteField.of("lines", unnoted),
                NoteField.of("from", UtcTime.micros(fromNanos)),
                NoteField.of("to", UtcTime.micros(toNanos)));
        return new PcfsEvent.Note(0, timeNanos, NoteKind.WAL_LOST, null, fields, null);
    }

    /** That note stands in the log, or is on its way there. */
    void noted() {
        unnoted = 0;
    }
}
