package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;

/** A file that is read at any place. Confined to one thread. */
public interface ReadFile extends Closeable {

    /** The length now; it grows while somebody writes. */
    long sizeBytes() throws IOException;

    /** Reads at most {@code length} bytes; fewer only at the end of the file, and -1 when there is none. */
    int read(long position, byte[] to, int offset, int length) throws IOException;
}
