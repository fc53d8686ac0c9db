package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file that grows at its end. Confined to one thread. */
public interface AppendFile extends Closeable {

    /** Writes some or all of the buffer's remaining bytes and moves its position past them. */
    int write(ByteBuffer bytes) throws IOException;

    /**
     * The blocks of whose length a write of so many bytes is best a multiple, beginning and end in the file included; 1 when it
     * makes no difference. A power of two.
     */
    default int blockBytes(long length) {
        return 1;
    }

    /** Returns when everything that was written is on the disk. */
    void force() throws IOException;

    /** How long the file is now, whoever made it so. */
    long sizeBytes() throws IOException;

    /** Whether the name leads to this very file, as far as can be told. */
    boolean isAt(Path name);

    /** Cuts the file to a length that it had before. */
    void truncate(long sizeBytes) throws IOException;
}
