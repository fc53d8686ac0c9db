package dev.pcfstap.proxy.relay;

import io.netty.buffer.ByteBuf;

/** Keeps what waits in memory as small as the bytes that came. */
final class ReadBuffers {
    private ReadBuffers() {}

    /**
     * Takes the buffer and returns one with the same bytes that has room for twice as many at most: each read is into 64 KiB, and a
     * thousand small requests that wait for a slow host would hold as many times that.
     */
    static ByteBuf fitted(ByteBuf read) {
        int lengthBytes = read.readableBytes();
        if (read.capacity() <= 2 * lengthBytes) {
            return read;
        }
        try {
            return read.alloc().ioBuffer(lengthBytes, lengthBytes).writeBytes(read, read.readerIndex(), lengthBytes);
        } catch (OutOfMemoryError e) {
            return read.retain();
        } finally {
            read.release();
        }
    }
}
