package dev.pcfstap.pcap.export;

import it.unimi.dsi.fastutil.ints.IntArrayFIFOQueue;
import java.util.HashMap;
import java.util.Map;

/**
 * The consoles' ends of the open streams: no two between the same addresses have the same port, as long as there are any left.
 * Giving a port away costs the same however many are taken. Confined to the exporting thread.
 */
final class ConsolePorts {
    static final int FIRST_SPARE = 1024;
    private static final int LAST = 0xFFFF;

    private final Map<Ends, Long> taken = new HashMap<>();

    /** By their ends, with no port for the console's. */
    private final Map<Ends, Spares> spares = new HashMap<>();

    private record Ends(Endpoint console, Endpoint host) {}

    /** Ports that take the place of those that are taken. Each is tried once, and then only what was given back. */
    private static final class Spares {
        private final IntArrayFIFOQueue givenBack = new IntArrayFIFOQueue();
        private int next;
        private int left = LAST - FIRST_SPARE + 1;

        Spares(int next) {
            this.next = next;
        }

        boolean isEmpty() {
            return left == 0 && givenBack.isEmpty();
        }

        int poll() {
            if (left == 0) {
                return givenBack.dequeueInt();
            }
            left--;
            int port = next >= FIRST_SPARE && next <= LAST ? next : FIRST_SPARE;
            next = port + 1;
            return port;
        }
    }

    /** The end that is wanted, or one with another port while a stream between the same ends is open. */
    Endpoint take(long stream, Endpoint wanted, Endpoint host) {
        if (taken.putIfAbsent(new Ends(wanted, host), stream) == null) {
            return wanted;
        }
        Ends addresses = new Ends(wanted.withPort(0), host);
        Spares others = spares.computeIfAbsent(addresses, ends -> new Spares(wanted.port() + 1));
        while (!others.isEmpty()) {
            Endpoint other = wanted.withPort(others.poll());
            if (taken.putIfAbsent(new Ends(other, host), stream) == null) {
                return other;
            }
        }
        return wanted;
    }

    /** The stream is over. */
    void release(long stream, Endpoint console, Endpoint host) {
        if (taken.remove(new Ends(console, host), stream)) {
            Spares others = spares.get(new Ends(console.withPort(0), host));
            if (others != null) {
                others.givenBack.enqueue(console.port());
            }
        }
    }
}
