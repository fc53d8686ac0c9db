package dev.pcfstap.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The few things that a WAL file asks of a file system, so that tests can make each of them fail. */
interface WalDisk {

    /** How a file is opened; always for appending. */
    enum Opening {
        /** There must be none yet. */
        NEW,
        /** It may or may not be there. */
        CONTINUED,
        /** What is in it goes, once it is known that nobody else writes it. */
        EMPTIED,
        /** The file that was opened last, an empty one, or a new one: nothing else that may have its name meanwhile. */
        AGAIN
    }

    /**
     * Opens a file, and takes its lock so that no two taps write into each other's lines. The lock lasts until this process
     * closes any channel of the file, so it is not opened a second time. No link is followed, except to a pipe or a device.
     */
    Handle open(Path path, Opening opening) throws IOException;

    /** Renames a file, never over another one. */
    void rename(Path from, Path to) throws IOException;

    /** An open file. */
    interface Handle extends LineBuffer.Target, Closeable {

        long size() throws IOException;

        void truncate(long size) throws IOException;

        /** Whether it is a file in the narrow sense, and not a pipe or a device. */
        boolean isRegular();

        /** Half a line that a crash left at its end, as it was when the file was opened. */
        Optional<TornTail> tornTail();

        /** Its first bytes, see {@link WalBeginning}, as they were when the file was opened; none when it may not be read. */
        byte[] beginning();

        /** When the file began to be, as far as the file system tells: never later than it was last written before. */
        long beganNanos();

        /** Whether the path still names this very file. */
        boolean isAt(Path path);
    }
}
