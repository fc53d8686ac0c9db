package dev.pcfstap.proxy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Standard output and standard error of the process: UTF-8 whatever the environment says, standard error without control
 * characters, and a standard output whose first failure is kept, which {@link PrintStream} hides.
 */
final class StandardStreams {
    private static final AtomicReference<@Nullable OutputFailure> FAILURE = new AtomicReference<>();

    private static volatile boolean installed;

    private StandardStreams() {}

    /** For the life of the process. */
    static void install() {
        installed = true;
        System.setOut(new PrintStream(output(), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new EscapingStream(rawError()), true, StandardCharsets.UTF_8));
    }

    /** Standard output, unbuffered. Throws {@link OutputFailure}, and so it is known at the end. */
    static OutputStream output() {
        return new NotedFailures(installed ? new FileOutputStream(FileDescriptor.out) : System.out);
    }

    /** Standard error for what moves the cursor. */
    static PrintStream rawError() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    }

    /** Standard output has failed; what counts is the first time. */
    static void note(OutputFailure failure) {
        FAILURE.compareAndSet(null, failure);
    }

    /** Writes out what is left, and returns the exit code: {@code code}, unless not all of the output could be written. */
    static int finish(int code) {
        System.out.flush();
        OutputFailure failure = FAILURE.get();
        if (failure == null) {
            return code;
        }
        if (!failure.readerGone()) {
            ErrorLine.print("pcfs-tap", String.valueOf(failure.getMessage()));
        }
        return code == ExitCode.FINE ? ExitCode.INCOMPLETE : code;
    }

    private static final class NotedFailures extends OutputStream {
        private final OutputStream out;

        NotedFailures(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                OutputFailure failure = new OutputFailure(e);
                note(failure);
                throw failure;
            }
        }
    }

    /** Takes lines whose control characters come out escaped. */
    static final class EscapingStream extends OutputStream {
        private final OutputStream out;

        EscapingStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(dev.pcfstap.wal.SafeText.lines(bytes, offset, length));
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
