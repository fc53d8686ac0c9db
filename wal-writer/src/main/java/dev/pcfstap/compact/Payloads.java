package dev.pcfstap.compact;

/** What becomes of the data of reads and writes. */
public enum Payloads {
    /** Its length and checksums are kept, the data is not. */
    CHECKSUM,
    /** All of it is kept; the same data again is a reference to where it stands. */
    ONCE
}
