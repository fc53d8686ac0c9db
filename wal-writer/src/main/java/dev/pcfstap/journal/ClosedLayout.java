package dev.pcfstap.journal;

import dev.pcfstap.tap.CloseReason;
import java.nio.charset.StandardCharsets;

/** The payload of a closed record: the reason's {@link CloseReason#token()} as UTF-8 text, to the end of the payload. */
final class ClosedLayout {
    private ClosedLayout() {}

    static byte[] encode(CloseReason reason) {
        return reason.token().getBytes(StandardCharsets.UTF_8);
    }

    /** The reason; {@link CloseReason#END_OF_CAPTURE} for a word that this version does not know. */
    static CloseReason decode(byte[] bytes, int offset, int length) {
        String token = new String(bytes, offset, length, StandardCharsets.UTF_8);
        for (CloseReason reason : CloseReason.values()) {
            if (reason.token().equals(token)) {
                return reason;
            }
        }
        return CloseReason.END_OF_CAPTURE;
    }
}
