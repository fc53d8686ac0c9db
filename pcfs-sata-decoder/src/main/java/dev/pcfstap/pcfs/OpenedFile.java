package dev.pcfstap.pcfs;

/**
 * What is known of an open descriptor: its path, where it stands, and how long its file is at least. Mutable.
 *
 * <p>A host may tell in each read the length that the file had when it was opened, so what was written since counts, and what
 * others wrote makes that length doubtful.
 */
final class OpenedFile {
    static final long UNKNOWN_POSITION = -1;

    /** At the end of the file, however long that is. */
    static final long AT_END = -2;

    /** What a snapshot says of a file, in one byte. */
    private static final int LENGTH_UNKNOWN = 1;

    private static final int CHANGED_ELSEWHERE = 1 << 1;
    private static final int WRITTEN = 1 << 2;

    final WireText path;
    final FileChanges.OfPath changes;

    /** Where the next read or write begins, in bytes, or one of the constants above. */
    private long position;

    /** The end of what was written through this descriptor, as far as it is known where that went. */
    private long writtenEnd;

    /** Whether something may have been written through it, nobody knows where. */
    private boolean lengthUnknown;

    private boolean changedElsewhere;
    private long seenChanges;
    private long knownSince;

    OpenedFile(WireText path, long position, FileChanges.OfPath changes, long knownSince) {
        this.path = path;
        this.position = position;
        this.changes = changes;
        this.seenChanges = changes.count();
        this.knownSince = knownSince;
    }

    /** Forgets where it stands, and how long its file is, if it has not since all were to be forgotten so often. */
    void forgetBefore(long forgotten) {
        if (knownSince < forgotten) {
            knownSince = forgotten;
            position = UNKNOWN_POSITION;
            lengthUnknown = true;
        }
    }

    long position() {
        return position;
    }

    void moveTo(long newPosition) {
        position = newPosition;
    }

    /** The length of the file as a read tells it, or more where more was written through this descriptor. */
    long fileLength(long told) {
        return Math.max(told, writtenEnd);
    }

    /** Whether the file may have another length than {@link #fileLength}. */
    boolean isLengthDoubtful() {
        return lengthUnknown || isChangedElsewhere();
    }

    /** Whether the file was changed through another descriptor since this one was opened. */
    boolean isChangedElsewhere() {
        changedElsewhere |= seenChanges != changes.count();
        return changedElsewhere;
    }

    void haveRead(long bytes) {
        if (position >= 0) {
            position += bytes;
        } else if (bytes > 0) {
            position = UNKNOWN_POSITION;
        }
    }

    void haveWritten(long bytes) {
        if (bytes == 0) {
            return;
        }
        tellTheOthers();
        if (position >= 0) {
            position += bytes;
            writtenEnd = Math.max(writtenEnd, position);
        } else {
            lengthUnknown = true;
        }
    }

    /** It may have been written through it. */
    void mayHaveWritten() {
        tellTheOthers();
        lengthUnknown = true;
        position = UNKNOWN_POSITION;
    }

    /** Those who have the same file open; what is changed here is no surprise here. */
    private void tellTheOthers() {
        changedElsewhere = isChangedElsewhere();
        changes.changed();
        seenChanges = changes.count();
    }

    void writeTo(SnapshotWriter out) {
        int facts = (lengthUnknown ? LENGTH_UNKNOWN : 0)
                | (isChangedElsewhere() ? CHANGED_ELSEWHERE : 0)
                | (writtenEnd > 0 ? WRITTEN : 0);
        out.u64(position).u8(facts);
        if (writtenEnd > 0) {
            out.u64(writtenEnd);
        }
        out.text(path);
    }

    /** The first version said nothing of lengths. */
    static OpenedFile readFrom(SnapshotReader in, FileChanges changes, long knownSince) throws SnapshotException {
        boolean saysFacts = in.version() >= SnapshotLayout.VERSION_OF_FACTS;
        long position = in.u64(saysFacts ? AT_END : UNKNOWN_POSITION, Long.MAX_VALUE, "file position");
        int at = in.position();
        int facts = saysFacts ? in.u8("facts of a file") : LENGTH_UNKNOWN;
        if (facts > (LENGTH_UNKNOWN | CHANGED_ELSEWHERE | WRITTEN)) {
            throw in.refused(at, "facts of a file are " + facts + ", must be 0 to 7");
        }
        long writtenEnd = (facts & WRITTEN) == 0 ? 0 : in.u64(1, Long.MAX_VALUE, "end of what was written");
        WireText path = in.wireText("path");
        OpenedFile file = new OpenedFile(path, position, changes.hold(path), knownSince);
        file.writtenEnd = writtenEnd;
        file.lengthUnknown = (facts & LENGTH_UNKNOWN) != 0;
        file.changedElsewhere = (facts & CHANGED_ELSEWHERE) != 0;
        return file;
    }
}
