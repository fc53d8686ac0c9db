package dev.pcfstap.journal;

import java.io.IOException;

/** Somebody else took, exchanged, cut or lengthened the segment that is being written; nothing was written to it then. */
final class AlteredSegmentException extends IOException {
    private static final long serialVersionUID = 1L;

    AlteredSegmentException(String what) {
        super(what);
    }
}
