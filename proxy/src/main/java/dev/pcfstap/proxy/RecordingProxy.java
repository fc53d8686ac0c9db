package dev.pcfstap.proxy;

import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalOutput;
import dev.pcfstap.wal.WalPipeline;
import java.util.function.UnaryOperator;

/**
 * A proxy that writes a WAL and can say afterwards what it did. Any thread but an event loop.
 *
 * <p>Owns the output from the beginning, and closes it with the proxy.
 */
public final class RecordingProxy implements AutoCloseable {
    private final OperationTally tally = new OperationTally();
    private final WalOutput output;
    private final TapProxy proxy;

    public RecordingProxy(TapProxyOptions options, TapClock clock, WalFormat format, WalOutput output) {
        this(options, clock, format, output, sink -> sink);
    }

    /** As the other one, with something around the sink. */
    RecordingProxy(
            TapProxyOptions options,
            TapClock clock,
            WalFormat format,
            WalOutput output,
            UnaryOperator<TapSink> around) {
        this.output = output;
        TapSink pipeline = new WalPipeline(DecoderLimits.DEFAULT, format, output, tally);
        this.proxy = new TapProxy(options, clock, around.apply(pipeline));
    }

    /** The relay and the ring. */
    public TapProxy proxy() {
        return proxy;
    }

    /** Closes the proxy, and with it the WAL. Idempotent. */
    @Override
    public void close() {
        proxy.close();
    }

    /** Closes, and tells what was done. */
    public ProxySummary finish() {
        close();
        return new ProxySummary(
                proxy.streams(),
                tally.operations(),
                tally.errors(),
                proxy.totals(),
                output.linesWritten(),
                output.linesLost());
    }
}
