package dev.pcfstap.proxy;

import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalOutput;
import dev.pcfstap.wal.WalPipeline;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A proxy that writes a WAL, and a journal if it is given one, and can say afterwards what it did. Any thread but an event
 * loop.
 *
 * <p>Owns the output and the journal from the beginning, and closes them with the proxy.
 */
public final class RecordingProxy implements AutoCloseable {
    private final OperationTally tally = new OperationTally();
    private final WalOutput output;
    private final Optional<JournalRecorder> journal;
    private final TapProxy proxy;

    public RecordingProxy(TapProxyOptions options, TapClock clock, WalFormat format, WalOutput output) {
        this(options, clock, format, output, Optional.empty(), sink -> sink);
    }

    /** With a journal, whose stream numbers those of the WAL go on with. */
    public RecordingProxy(
            TapProxyOptions options, TapClock clock, WalFormat format, WalOutput output, JournalRecorder journal) {
        this(options, clock, format, output, Optional.of(journal), sink -> sink);
    }

    /** As the others, with something around the sink. */
    RecordingProxy(
            TapProxyOptions options,
            TapClock clock,
            WalFormat format,
            WalOutput output,
            Optional<JournalRecorder> journal,
            UnaryOperator<TapSink> around) {
        this.output = output;
        this.journal = journal;
        TapSink sink = journal.map(recorder -> recorder.before(format, output, tally))
                .orElseGet(() -> new WalPipeline(DecoderLimits.DEFAULT, format, output, tally));
        long firstStream = journal.map(JournalRecorder::nextStream).orElse(1L);
        this.proxy = new TapProxy(options.withFirstStream(firstStream), clock, around.apply(sink));
    }

    /** The relay and the ring. */
    public TapProxy proxy() {
        return proxy;
    }

    /** The journal, if there is one, gets a snapshot soon. */
    public void requestSnapshot() {
        journal.ifPresent(JournalRecorder::requestSnapshot);
    }

    /** Closes the proxy, and with it the WAL and the journal. Idempotent. */
    @Override
    public void close() {
        proxy.close();
    }

    /** Closes, and tells what was done. */
    public ProxySummary finish() {
        close();
        boolean finished = proxy.isFinished();
        return new ProxySummary(
                finished,
                proxy.streams(),
                proxy.untoldStreams(),
                proxy.refused(),
                proxy.unreachable(),
                tally.operations(),
                finished ? tally.errors() : Map.of(), // the consumer may still be at it
                finished ? tally.skewed() : 0,
                proxy.totals(),
                proxy.losses(),
                output.linesWritten(),
                output.linesLost(),
                journal.map(JournalRecorder::progress));
    }
}
