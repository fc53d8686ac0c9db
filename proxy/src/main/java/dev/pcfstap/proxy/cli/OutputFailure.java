package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Standard output takes no more. */
final class OutputFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private final boolean readerGone;

    OutputFailure(IOException cause) {
        super("cannot write to standard output: " + FileFailure.reason(cause), cause);
        this.readerGone =
                isPipe() || FileFailure.reason(cause).toLowerCase(Locale.ROOT).contains("pipe");
    }

    /** Whether nobody reads it any more, as behind {@code | head}. Whoever left knows that, so nothing is said of it. */
    boolean readerGone() {
        return readerGone;
    }

    /** The text of the failure is in the language of the user, so the kind of file is asked where that can be had. */
    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
