package dev.pcfstap.wal;

import dev.pcfstap.pcfs.PcfsEvent;

/** Turns events into lines. An instance keeps caches, so it belongs to one thread. */
public interface WalFormat {

    /** Appends the line with which every file begins, if the format has one. */
    void header(TextBuffer out, long timeNanos);

    /** Appends the event's line, its line end included, or nothing when the format does not show such events. */
    void print(PcfsEvent event, TextBuffer out);
}
