package dev.pcfstap.pcap.tcp;

import dev.pcfstap.tap.Direction;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was acknowledged between ports before any data of theirs was captured: it says where the data goes on. Remembered for
 * so many directions. Confined to the reading thread.
 */
final class EarlyAcknowledgements {
    private final int most;
    private final Map<Key, Hint> hints = new LinkedHashMap<>();

    private record Key(Endpoints endpoints, Direction direction) {}

    private record Hint(int first, int last) {}

    EarlyAcknowledgements(int most) {
        this.most = most;
    }

    /** Bytes of {@code direction} are acknowledged. */
    void add(Endpoints endpoints, Direction direction, int acknowledgement) {
        hints.merge(
                new Key(endpoints, direction),
                new Hint(acknowledgement, acknowledgement),
                (before, now) -> new Hint(before.first, now.last));
        if (hints.size() > most) {
            hints.remove(hints.keySet().iterator().next());
        }
    }

    /** Passes on what is known of a connection that begins now; where its SYN was captured, that was another connection. */
    void passTo(Connection begun) {
        for (Direction direction : Direction.values()) {
            Hint hint = hints.remove(new Key(begun.endpoints, direction));
            if (hint != null && !begun.handshake) {
                Flow flow = begun.flow(direction);
                flow.hinted(hint.first, hint.last);
                begun.opposite(flow).captured = true;
            }
        }
    }
}
