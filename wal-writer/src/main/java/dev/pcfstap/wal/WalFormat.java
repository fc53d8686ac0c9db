package dev.pcfstap.wal;

import dev.pcfstap.pcfs.PcfsEvent;

/** Turns events into lines. An instance keeps caches, so it belongs to one thread. */
public interface WalFormat {

    /** Appends the line with which every file begins, if the format has one. */
    void header(TextBuffer out, long timeNanos);

    /**
     * Whether a file that begins with these bytes may be one of this format.
     *
     * @param beginning the first bytes of the file, all of them or {@link WalBeginning#LENGTH}
     */
    boolean recognizes(byte[] beginning);

    /** Something has happened for the first time, whether it will be printed or not. */
    default void begin(long timeNanos) {}

    /** Appends the event's line, its line end included, or nothing when the format does not show such events. A comment may come first. */
    void print(PcfsEvent event, TextBuffer out);
}
