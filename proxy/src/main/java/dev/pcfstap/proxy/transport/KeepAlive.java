package dev.pcfstap.proxy.transport;

import java.time.Duration;

/**
 * When a peer that says nothing is asked whether it is still there, and when it counts as lost.
 *
 * @param idle how long nothing must have come before the first probe
 * @param interval how long after a probe the next one follows; whole seconds, as for {@code idle}
 * @param probes how many go unanswered before the peer is lost; 0 for no probes at all
 */
public record KeepAlive(Duration idle, Duration interval, int probes) {
    public static final KeepAlive OFF = new KeepAlive(Duration.ZERO, Duration.ZERO, 0);
    public static final KeepAlive DEFAULT = new KeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(10), 3);

    /** What Linux allows. */
    private static final int MAX_SECONDS = 32_767;

    private static final int MAX_PROBES = 127;

    public KeepAlive {
        if (probes < 0 || probes > MAX_PROBES) {
            throw new IllegalArgumentException("keep-alive probes are " + probes + ", must be 1 to " + MAX_PROBES);
        }
        if (probes > 0) {
            checkSeconds("idle time", idle);
            checkSeconds("interval", interval);
        }
    }

    private static void checkSeconds(String what, Duration value) {
        long seconds = value.toSeconds();
        if (seconds < 1 || seconds > MAX_SECONDS || !value.equals(Duration.ofSeconds(seconds))) {
            throw new IllegalArgumentException("the keep-alive " + what + " is " + value.toMillis()
                    + "ms, must be whole seconds, 1 to " + MAX_SECONDS);
        }
    }

    public boolean isOn() {
        return probes > 0;
    }

    public int idleSeconds() {
        return (int) idle.toSeconds();
    }

    public int intervalSeconds() {
        return (int) interval.toSeconds();
    }

    /** How long a peer may be silent when it should have answered. */
    public Duration silence() {
        return idle.plus(interval.multipliedBy(probes));
    }
}
