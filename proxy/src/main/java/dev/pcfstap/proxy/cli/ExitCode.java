package dev.pcfstap.proxy.cli;

/** What a command's exit code means. */
public final class ExitCode {
    public static final int FINE = 0;

    /** Differences were found, or a check failed. */
    public static final int DIFFERENT = 1;

    /** A usage error, or it could not run. */
    public static final int COULD_NOT_RUN = 2;

    /** Done, but the input was damaged, the log or another output is incomplete, or a console was not served. */
    public static final int INCOMPLETE = 3;

    /** A thread died that could not be replaced, so the process ended at once. */
    public static final int BROKEN = 4;

    /** Something that nobody expected. */
    public static final int BUG = 70;

    private ExitCode() {}
}
