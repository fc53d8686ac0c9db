package dev.pcfstap.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The few things that a WAL file asks of a file system, so that tests can make each of them fail. */
interface WalDisk {

    /** How a file is opened; always for appending. */
    enum Opening {
        /** There must be none yet. */
        NEW,
        /** It may or may not be there. */
        ANY,
        /** What is in it goes, once it is known that nobody else writes it. */
        EMPTIED
    }

    /** Opens a file, and takes its lock so that no two taps write into each other's lines. */
    Handle open(Path path, Opening opening) throws IOException;

    /** Renames a file, never over another one. */
    void rename(Path from, Path to) throws IOException;

    /** An open file. */
    interface Handle extends LineBuffer.Target, Closeable {

        long size() throws IOException;

        void truncate(long size) throws IOException;

        /** Whether it is a file in the narrow sense, and not a pipe or a device. */
        boolean isRegular();

        /** Whether the path still names this very file. */
        boolean isAt(Path path);
    }
}
