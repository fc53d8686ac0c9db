package dev.pcfstap.pcfs;

/** Where a file's position goes before a read or write, or by SetFilePosition. The wire value is the ordinal. */
public enum MoveTo {
    BEGIN,
    /** The current position; also what a read or write without the do-move flag means. */
    CURRENT,
    END
}
