package dev.pcfstap.pcap.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A capture may well be whole, but this machine has no means to decompress it. */
public final class CodecMissingException extends IOException {
    private static final long serialVersionUID = 1L;

    CodecMissingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
