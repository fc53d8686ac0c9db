package dev.pcfstap.journal;

/** When what was written is made to survive a power cut. */
public enum SyncPolicy {
    /** The operating system decides; nothing is ever called durable. */
    NONE,
    /** At every sync interval, after each 16 MiB when more is written, and when a segment is closed. */
    INTERVAL,
    /** Every commit, before it is reported. */
    ALWAYS
}
