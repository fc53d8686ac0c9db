package dev.pcfstap.pcap;

/** What an import says besides the traffic. Called on the importing thread. */
public interface ImportListener {

    /** Hears nothing. */
    ImportListener SILENT = new ImportListener() {};

    /**
     * Bytes of the current file have been read.
     *
     * @param totalBytes the file's length, -1 when it is not known
     */
    default void progressed(long readBytes, long totalBytes) {}

    /** The capture is damaged; {@code what} is a line that names file and place. */
    default void damaged(String what) {}
}
