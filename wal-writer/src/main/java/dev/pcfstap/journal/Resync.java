package dev.pcfstap.journal;

import java.io.IOException;

/**
 * Finds the next intact header or commit behind a damaged one.
 *
 * <p>A payload may itself hold the bytes of a journal, and what it holds must never be taken for records. So the damaged
 * commit's own structure is followed first: its length, then the lengths of its records, each of which jumps over payloads.
 * Only when both are broken are the bytes searched, and there as everywhere a commit must carry a sequence that can be
 * reached from the last good one in that many bytes. A header that was found by searching must be of the same journal, too:
 * where nothing but the search leads, one of another journal is more likely a payload's, and is passed with the commits
 * that follow it. All that ends when the scanner is {@linkplain SegmentScanner#exhausted()
 * exhausted}, so the work is linear in the file's length whatever is in it.
 */
final class Resync {
    /** Stands for an expected sequence that nobody knows. */
    static final long ANY = -1;

    private static final long NONE = -1;

    private final SegmentScanner scanner;
    private final SegmentWindow window;
    private final long damaged;
    private final long nextSequence;
    private final JournalId journal;

    /**
     * @param damaged where the damaged header or commit begins
     * @param nextSequence the sequence that was expected there, or {@link #ANY}
     * @param journal which journal it belongs to, as far as that is known
     */
    Resync(SegmentScanner scanner, long damaged, long nextSequence, JournalId journal) {
        this.scanner = scanner;
        this.window = scanner.window();
        this.damaged = damaged;
        this.nextSequence = nextSequence;
        this.journal = journal;
    }

    /**
     * The position of the next intact header or commit; negative when there is none in this file.
     *
     * @param torn whether the file seems to end in the damaged commit; then nothing but a next segment of the journal is
     *     searched for
     */
    long next(boolean torn) throws IOException {
        long byLength = followLength();
        if (byLength != NONE && byLength != window.size()) {
            return byLength;
        }
        long byRecords = followRecords();
        if (byRecords != NONE && byRecords != window.size()) {
            return byRecords;
        }
        return byLength == NONE && byRecords == NONE ? search(!torn) : NONE;
    }

    private long followLength() throws IOException {
        if (!window.has(damaged, CommitLayout.HEADER_LENGTH)) {
            return NONE;
        }
        long bodyLength = CommitLayout.bodyLength(window.buffer(), window.at(damaged));
        long end = damaged + CommitLayout.OVERHEAD + bodyLength;
        return bodyLength <= CommitLayout.MAX_BODY_LENGTH && resumesAt(end) ? end : NONE;
    }

    private long followRecords() throws IOException {
        long position = damaged + CommitLayout.HEADER_LENGTH;
        long last = position + CommitLayout.MAX_BODY_LENGTH;
        while (position <= last && !scanner.exhausted() && window.has(position, RecordLayout.HEADER_LENGTH)) {
            byte[] bytes = window.buffer();
            int at = window.at(position);
            boolean plausible = RecordKind.of(RecordLayout.kind(bytes, at)) != RecordKind.OTHER
                    && BigEndian.u16(bytes, at + 2) == 0;
            if (!plausible) {
                return NONE;
            }
            position += RecordLayout.HEADER_LENGTH + RecordLayout.length(bytes, at);
            if (resumesAt(position + CommitLayout.CRC_LENGTH)) {
                return position + CommitLayout.CRC_LENGTH;
            }
        }
        return NONE;
    }

    private long search(boolean forCommits) throws IOException {
        long position = damaged + 1;
        while (window.has(position, Integer.BYTES) && !scanner.exhausted()) {
            int word = BigEndian.i32(window.buffer(), window.at(position));
            if (word == SegmentLayout.MAGIC_HIGH && scanner.intact(position)) {
                if (continues(SegmentLayout.decode(window.buffer(), window.at(position)), position)) {
                    return position;
                }
                position = endOfSegment(position);
                continue;
            }
            if (forCommits && word == CommitLayout.SYNC && resumesAt(position)) {
                return position;
            }
            position++;
        }
        return NONE;
    }

    private boolean continues(SegmentHeader header, long position) {
        boolean same = journal.equals(JournalId.UNKNOWN) || journal.equals(header.journal());
        return same && reachable(header.firstSequence(), position);
    }

    /** Where the commits end that follow the header at {@code position}. */
    private long endOfSegment(long position) throws IOException {
        long end = position + SegmentLayout.LENGTH;
        while (!scanner.exhausted()
                && window.has(end, CommitLayout.HEADER_LENGTH)
                && CommitLayout.isSync(window.buffer(), window.at(end))
                && scanner.intact(end)) {
            end += CommitLayout.OVERHEAD + CommitLayout.bodyLength(window.buffer(), window.at(end));
        }
        return end;
    }

    private boolean resumesAt(long position) throws IOException {
        if (position == window.size()) {
            return true;
        }
        if (!window.has(position, CommitLayout.HEADER_LENGTH)) {
            return false;
        }
        byte[] bytes = window.buffer();
        int at = window.at(position);
        if (CommitLayout.isSync(bytes, at) && !reachable(CommitLayout.firstSequence(bytes, at), position)) {
            return false;
        }
        return scanner.intact(position);
    }

    private boolean reachable(long sequence, long position) {
        return nextSequence == ANY
                || (sequence >= nextSequence
                        && sequence - nextSequence <= (position - damaged) / RecordLayout.HEADER_LENGTH);
    }
}
