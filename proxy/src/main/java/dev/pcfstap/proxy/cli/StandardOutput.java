package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.io.OutputStream;

/** Standard output as bytes; that nobody reads it any more is a failure. Stays open when it is closed. */
final class StandardOutput extends OutputStream {
    @Override
    public void write(int value) throws IOException {
        System.out.write(value);
        requireReader();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        System.out.write(bytes, offset, length);
        requireReader();
    }

    @Override
    public void flush() throws IOException {
        requireReader();
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    private static void requireReader() throws IOException {
        if (System.out.checkError()) {
            throw new IOException("standard output takes no more");
        }
    }
}
