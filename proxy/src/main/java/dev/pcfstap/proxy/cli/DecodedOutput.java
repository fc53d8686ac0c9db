package dev.pcfstap.proxy.cli;

import dev.pcfstap.wal.WalFormatName;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output for a WAL that is for whoever reads it: when that one goes, nothing is said of it. On a terminal, the raw text of {@code cat-dev} is escaped. Takes whole lines in each write. Main thread.
 */
final class DecodedOutput extends OutputStream {
    private final OutputStream out;
    private final Runnable readerGone;
    private boolean gone;

    /** @param readerGone is called once; what is written afterwards is dropped */
    DecodedOutput(WalFormatName format, OutputStream plain, Runnable readerGone) {
        boolean raw = format == WalFormatName.CAT_DEV && ProgressLine.isTerminal(ProgressLine.STANDARD_OUTPUT);
        this.readerGone = readerGone;
        this.out = raw ? new StandardStreams.EscapingStream(plain) : plain;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (gone) {
            return;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            OutputFailure failure = new OutputFailure(e);
            if (!failure.readerGone()) {
                throw e; // the WAL says it
            }
            gone = true;
            StandardStreams.note(failure);
            readerGone.run();
        }
    }
}
