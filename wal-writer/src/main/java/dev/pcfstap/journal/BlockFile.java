package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The blocks of a file, written round the page cache. Confined to one thread. */
interface BlockFile extends Closeable {

    /** The length of a block, a power of two. */
    int blockBytes();

    /** Returns when the disk was given what the page cache has of a range that begins and ends with a block. */
    void settle(long from, long to) throws IOException;

    /** Writes some or all of the remaining bytes, which are whole blocks, and moves the buffer's position past them. */
    int write(ByteBuffer blocks, long position) throws IOException;
}
