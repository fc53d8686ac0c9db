package dev.pcfstap.journal;

import java.io.IOException;

/** Says what lies at a place of a segment file, without any memory of what came before. */
final class SegmentScanner {
    private static final int SHORTEST_ZERO_TAIL = 4;

    /** What lies at a place. */
    enum Found {
        /** A whole segment header with a right checksum. */
        HEADER,
        /** A whole commit with a right checksum. */
        COMMIT,
        /** The end of the file. */
        END,
        /** The beginning of a header or commit, and then the end of the file. */
        INCOMPLETE,
        /** Possibly the beginning of a header or commit, and then nothing but zeroes. */
        ZEROES,
        /** Anything else. */
        DAMAGED
    }

    private static final long LEAST_ALLOWED_BYTES = 64 << 20;
    private static final int ALLOWED_ROUNDS = 16;

    /** A crash leaves nothing as long, and a file of holes can be of any length. */
    static final long MAX_FRUITLESS_BYTES = 1L << 30;

    private final SegmentWindow window;
    private String reason = "";
    private long summedBytes;
    private long workAtLastIntact;

    SegmentScanner(SegmentWindow window) {
        this.window = window;
    }

    /** Why the last look found {@link Found#INCOMPLETE}, {@link Found#ZEROES} or {@link Found#DAMAGED}. */
    String reason() {
        return reason;
    }

    /** Bytes of the file that were read or put through a checksum so far, each as often as it was. */
    long workBytes() {
        return window.readBytes() + summedBytes;
    }

    /**
     * Whether so much was done for this file that nothing more is to be searched for in it: sixteen times its length, and at
     * least 64 MiB, or 1 GiB since anything intact was found. Reading a file takes twice its length, and searching behind honest damage little more. Only lengths that
     * were made up to be followed in vain, again and again, take more.
     */
    boolean exhausted() {
        return workBytes() > Math.max(LEAST_ALLOWED_BYTES, ALLOWED_ROUNDS * window.size())
                || workBytes() - workAtLastIntact > MAX_FRUITLESS_BYTES;
    }

    SegmentWindow window() {
        return window;
    }

    /**
     * Looks at {@code position}. When that is a header or a commit, all of it is in the window's buffer until the next call
     * on the window.
     */
    Found look(long position) throws IOException {
        long left = window.size() - position;
        if (left <= 0) {
            return Found.END;
        }
        if (left < Integer.BYTES || !window.has(position, Integer.BYTES)) {
            return beginsLikeOne(position, (int) left);
        }
        int word = BigEndian.i32(window.buffer(), window.at(position));
        if (word == CommitLayout.SYNC) {
            return lookAtCommit(position, left);
        }
        if (word == SegmentLayout.MAGIC_HIGH) {
            return lookAtHeader(position, left);
        }
        return zeroedFromWithin(word) && window.zeroToEnd(position + Integer.BYTES)
                ? say(Found.ZEROES, "the file ends in zeroes")
                : say(Found.DAMAGED, "no commit begins here");
    }

    /** Whether the word is how a commit or a header begins, with none to all of its bytes zeroed from some byte on. */
    private static boolean zeroedFromWithin(int word) {
        int kept = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            if (word == (CommitLayout.SYNC & kept) || word == (SegmentLayout.MAGIC_HIGH & kept)) {
                return true;
            }
            kept |= 0xff << (24 - 8 * i);
        }
        return false;
    }

    /** Whether a whole header or commit with a right checksum lies at {@code position}. */
    boolean intact(long position) throws IOException {
        if (!window.has(position, CommitLayout.HEADER_LENGTH)) {
            return false;
        }
        byte[] bytes = window.buffer();
        if (BigEndian.i32(bytes, window.at(position)) == SegmentLayout.MAGIC_HIGH) {
            return window.has(position, SegmentLayout.LENGTH)
                    && SegmentLayout.flaw(window.buffer(), window.at(position)).isEmpty();
        }
        if (!CommitLayout.headerFlaw(bytes, window.at(position)).isEmpty()) {
            return false;
        }
        int length = CommitLayout.OVERHEAD + (int) CommitLayout.bodyLength(bytes, window.at(position));
        if (!window.has(position, length)) {
            return false;
        }
        summedBytes += length;
        return CommitLayout.flaw(window.buffer(), window.at(position)).isEmpty();
    }

    private Found beginsLikeOne(long position, int left) throws IOException {
        if (window.zeroToEnd(position)) {
            return say(Found.ZEROES, "the file ends in zeroes");
        }
        boolean sync = window.has(position, left);
        boolean magic = sync;
        for (int i = 0; i < left; i++) {
            int shift = 24 - 8 * i;
            byte value = sync || magic ? window.buffer()[window.at(position) + i] : 0;
            sync &= value == (byte) (CommitLayout.SYNC >>> shift);
            magic &= value == (byte) (SegmentLayout.MAGIC_HIGH >>> shift);
        }
        return sync || magic
                ? say(
                        Found.INCOMPLETE,
                        "the file ends " + left + " bytes into a " + (sync ? "commit" : "segment header"))
                : say(Found.DAMAGED, "no commit begins here");
    }

    private Found lookAtHeader(long position, long left) throws IOException {
        if (left < SegmentLayout.LENGTH || !window.has(position, SegmentLayout.LENGTH)) {
            return say(Found.INCOMPLETE, "the file ends " + left + " bytes into a segment header");
        }
        String flaw = SegmentLayout.flaw(window.buffer(), window.at(position));
        return flaw.isEmpty() ? Found.HEADER : flawed(position + SegmentLayout.LENGTH, "a segment header", flaw);
    }

    private Found lookAtCommit(long position, long left) throws IOException {
        if (left < CommitLayout.HEADER_LENGTH || !window.has(position, CommitLayout.HEADER_LENGTH)) {
            return say(Found.INCOMPLETE, "the file ends " + left + " bytes into a commit");
        }
        String flaw = CommitLayout.headerFlaw(window.buffer(), window.at(position));
        if (!flaw.isEmpty()) {
            return flawed(position + CommitLayout.HEADER_LENGTH, "a commit", flaw);
        }
        int length = CommitLayout.OVERHEAD + (int) CommitLayout.bodyLength(window.buffer(), window.at(position));
        if (left < length || !window.has(position, length)) {
            return say(Found.INCOMPLETE, "the file ends " + left + " bytes into a commit of " + length);
        }
        summedBytes += length;
        flaw = CommitLayout.flaw(window.buffer(), window.at(position));
        if (!flaw.isEmpty()) {
            return flawed(position + length, "a commit", flaw);
        }
        workAtLastIntact = workBytes();
        return Found.COMMIT;
    }

    /** A header or commit that is not good: the crash may have left zeroes from somewhere inside it to the end. */
    private Found flawed(long end, String what, String flaw) throws IOException {
        return window.zeroToEnd(Math.min(end - 1, window.size() - SHORTEST_ZERO_TAIL))
                ? say(Found.ZEROES, "the file ends in zeroes that begin inside " + what)
                : say(Found.DAMAGED, flaw);
    }

    private Found say(Found found, String why) {
        reason = why;
        return found;
    }
}
