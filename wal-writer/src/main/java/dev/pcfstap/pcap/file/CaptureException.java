package dev.pcfstap.pcap.file;

import java.io.IOException;

/**
 * A capture that cannot be read at all: no such file, no permission, or not a capture. The message is one line that
 * names the file and, where there is one, the offset and the value found there.
 */
public final class CaptureException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean otherFormat;

    /** An unreadable file, in words. */
    public CaptureException(String message) {
        this(message, false);
    }

    /** An unreadable file and what the operating system said about it. */
    public CaptureException(String message, IOException cause) {
        super(message, cause);
        this.otherFormat = false;
    }

    private CaptureException(String message, boolean otherFormat) {
        super(message);
        this.otherFormat = otherFormat;
    }

    /** A file in a format that is known, and not read; the message says what to do. */
    static CaptureException ofOtherFormat(String message) {
        return new CaptureException(message, true);
    }

    /** Whether the file is in another format, and not a capture that is damaged. */
    public boolean isOtherFormat() {
        return otherFormat;
    }
}
