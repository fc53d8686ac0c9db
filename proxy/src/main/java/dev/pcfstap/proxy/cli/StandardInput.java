package dev.pcfstap.proxy.cli;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Standard input where a file is asked for. It is looked at before it is read, and can be read once. Main thread. */
final class StandardInput {
    private static final Path NAME = Path.of("-");
    private static final int BUFFER_BYTES = 64 << 10;
    private static final InputStream IN = new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER_BYTES);

    private StandardInput() {}

    static boolean isMeantBy(Path input) {
        return input.equals(NAME);
    }

    /** Its first bytes, which are still to be read. */
    static byte[] peek(int length) throws IOException {
        IN.mark(length);
        byte[] bytes = IN.readNBytes(length);
        IN.reset();
        return bytes;
    }

    static InputStream stream() {
        return IN;
    }
}
