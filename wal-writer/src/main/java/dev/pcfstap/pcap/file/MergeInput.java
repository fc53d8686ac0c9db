package dev.pcfstap.pcap.file;

/** A file that is merged with others. */
public interface MergeInput {

    /** What the file is called in messages. */
    String name();

    /**
     * Whether it can be opened more than once. A pipe cannot: it stays open until it has been read, and is asked for its first
     * packet before anything of the others is handed on.
     */
    boolean reopens();

    /** The file at its first byte; whoever opens it closes it. */
    CaptureFile open() throws CaptureException;
}
