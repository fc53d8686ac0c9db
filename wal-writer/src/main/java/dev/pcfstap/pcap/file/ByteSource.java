package dev.pcfstap.pcap.file;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a capture's bytes come from, decompressed. Confined to the reading thread. */
interface ByteSource extends Closeable {

    /** Reads at least one byte and at most {@code length}; -1 at the end, or where the compressed data is damaged. */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Bytes taken from the file so far, before decompression. */
    long consumedBytes();

    /** The file's length, -1 when it is not known. */
    long totalBytes();

    /** Why the data ended before its end, null when it did not. */
    @Nullable
    String damage();
}
