package dev.pcfstap.pcap.tcp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connections by their endpoints, found without making garbage. Confined to the reading thread. */
final class ConnectionTable {
    private static final int FIRST_BUCKETS = 64;

    private @Nullable Connection[] buckets = new @Nullable Connection[FIRST_BUCKETS];
    private int size;

    @Nullable
    Connection find(long cHigh, long cLow, int cPort, long hHigh, long hLow, int hPort) {
        int hash = Endpoints.hash(cHigh, cLow, cPort, hHigh, hLow, hPort);
        Connection at = buckets[hash & (buckets.length - 1)];
        while (at != null && !at.endpoints.are(cHigh, cLow, cPort, hHigh, hLow, hPort)) {
            at = at.chained;
        }
        return at;
    }

    /** Adds a connection in the place of one with the same endpoints. */
    void put(Connection connection) {
        remove(connection.endpoints);
        if (size >= buckets.length) {
            grow();
        }
        link(connection);
        size++;
    }

    int size() {
        return size;
    }

    List<Connection> all() {
        List<Connection> all = new ArrayList<>(size);
        for (Connection bucket : buckets) {
            for (Connection at = bucket; at != null; at = at.chained) {
                all.add(at);
            }
        }
        return all;
    }

    void remove(Endpoints endpoints) {
        int bucket = endpoints.hash() & (buckets.length - 1);
        Connection before = null;
        for (Connection at = buckets[bucket]; at != null; at = at.chained) {
            if (at.endpoints.equals(endpoints)) {
                if (before == null) {
                    buckets[bucket] = at.chained;
                } else {
                    before.chained = at.chained;
                }
                size--;
                return;
            }
            before = at;
        }
    }

    private void link(Connection connection) {
        int bucket = connection.endpoints.hash() & (buckets.length - 1);
        connection.chained = buckets[bucket];
        buckets[bucket] = connection;
    }

    private void grow() {
        List<Connection> all = all();
        buckets = new @Nullable Connection[buckets.length * 2];
        all.forEach(this::link);
    }
}
