package dev.pcfstap.proxy;

import dev.pcfstap.proxy.relay.RelayOptions;
import dev.pcfstap.tap.TapRingOptions;
import java.time.Duration;

/**
 * What a proxy needs to know.
 *
 * @param relay where it listens and connects
 * @param ring how much may wait for the log
 * @param flushInterval how often buffered output goes to its file
 */
public record TapProxyOptions(RelayOptions relay, TapRingOptions ring, Duration flushInterval) {
    public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofSeconds(1);

    public TapProxyOptions {
        if (flushInterval.toMillis() < 1) {
            throw new IllegalArgumentException("the flush interval is " + flushInterval + ", must be at least 1ms");
        }
    }

    /** The same with other numbers for its streams. */
    TapProxyOptions withFirstStream(long stream) {
        return new TapProxyOptions(relay, ring.withFirstStream(stream), flushInterval);
    }
}
