package dev.pcfstap.pcap.file;

import java.io.IOException;

/**
 * A capture that cannot be read at all: no such file, no permission, or not a capture. The message is one line that
 * names the file and, where there is one, the offset and the value found there.
 */
public final class CaptureException extends IOException {
    private static final long serialVersionUID = 1;

    /** An unreadable file, in words. */
    public CaptureException(String message) {
        super(message);
    }

    /** An unreadable file and what the operating system said about it. */
    public CaptureException(String message, IOException cause) {
        super(message, cause);
    }
}
