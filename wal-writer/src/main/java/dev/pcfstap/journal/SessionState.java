package dev.pcfstap.journal;

import java.util.Locale;

/** What has become of a stream. */
public enum SessionState {
    /** Not over, as far as the journal knows. */
    ACTIVE,
    /** Its closing is in the journal. */
    CLOSED,
    /** The writer ended before the stream did. */
    INTERRUPTED;

    /** The state as the catalogue spells it. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
