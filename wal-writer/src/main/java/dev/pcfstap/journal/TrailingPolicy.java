package dev.pcfstap.journal;

/** What a mirror does about a damaged tail at the destination. */
public enum TrailingPolicy {
    /** Stops and says where. */
    ERROR,
    /** Keeps a copy of the damaged file beside it as {@code .broken}, cuts the file behind its last whole commit and goes on. */
    TRIM
}
