package dev.pcfstap.wal;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.filter.FilteredEvents;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * From recorded bytes to lines: decodes, prints, and hands whole lines to the output once a batch. Confined to the thread
 * that drives it.
 *
 * <p>Output is flushed when the flush interval passes, when a batch ends a quiet spell, and at the end. A fault of the
 * output never stops the decoding.
 */
public final class WalPipeline implements TapSink {
    /** A batch that makes more text than this is handed over before it ends. */
    private static final int HAND_OVER_BYTES = 256 << 10;

    private static final int KEPT_CAPACITY_BYTES = 2 * HAND_OVER_BYTES;

    private final PcfsDecoder decoder;
    private final WalFormat format;
    private final WalOutput output;
    private final Consumer<PcfsEvent> alsoTo;
    private final @Nullable FilteredEvents filtered;
    private final TextBuffer text = new TextBuffer(KEPT_CAPACITY_BYTES);
    private long lines;
    private long nowNanos;
    private long failures;
    private boolean begun;

    /**
     * A pipeline that ends in the output, which it closes when it is stopped.
     *
     * @param alsoTo is shown every event after it was printed, on the same thread
     */
    public WalPipeline(DecoderLimits limits, WalFormat format, WalOutput output, Consumer<PcfsEvent> alsoTo) {
        this(limits, format, output, alsoTo, null);
    }

    private WalPipeline(
            DecoderLimits limits,
            WalFormat format,
            WalOutput output,
            Consumer<PcfsEvent> alsoTo,
            @Nullable Filter filter) {
        this.decoder = new PcfsDecoder(limits, this::decoded);
        this.format = format;
        this.output = output;
        this.alsoTo = alsoTo;
        this.filtered = filter == null ? null : new FilteredEvents(filter, this::print);
    }

    /** A pipeline that prints only what a filter selects; {@code alsoTo} is shown everything. */
    public static WalPipeline filtered(
            DecoderLimits limits, WalFormat format, WalOutput output, Consumer<PcfsEvent> alsoTo, Filter filter) {
        return new WalPipeline(limits, format, output, alsoTo, filter);
    }

    /** The decoder's state, see {@link PcfsDecoder#snapshot(int)}. */
    public byte[] snapshot(int limitBytes) throws SnapshotException {
        return decoder.snapshot(limitBytes);
    }

    /** How long that would be, see {@link PcfsDecoder#snapshotBytes}. */
    public long snapshotBytes(int limitBytes) {
        return decoder.snapshotBytes(limitBytes);
    }

    /** Takes over a decoder's state, see {@link PcfsDecoder#restore(byte[], long, long)}. */
    public long[] restore(byte[] snapshot, long timeNanos, long streamBase) throws SnapshotException {
        return decoder.restore(snapshot, timeNanos, streamBase);
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        decoder.opened(stream, timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        return decoder.received(stream, direction, timeNanos, bytes, offset, length);
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        decoder.reduced(stream, timeNanos, data);
    }

    @Override
    public void gap(long stream, Gap gap) {
        decoder.gap(stream, gap);
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        decoder.omitted(stream, timeNanos, omission);
    }

    @Override
    public void noted(long stream, long timeNanos, String note) {
        decoder.noted(stream, timeNanos, note);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        decoder.closed(stream, timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        decoder.failed(stream, timeNanos, failure);
    }

    @Override
    public void batchEnded(long timeNanos) {
        nowNanos = timeNanos;
        try {
            decoder.batchEnded(timeNanos);
        } finally {
            handOver();
            output.batchEnded(timeNanos);
        }
    }

    @Override
    public void flushDue(long timeNanos) {
        nowNanos = timeNanos;
        try {
            decoder.flushDue(timeNanos);
        } finally {
            handOver();
            output.flush(timeNanos);
        }
    }

    @Override
    public void stopped(long timeNanos) {
        nowNanos = timeNanos;
        try {
            decoder.stopped(timeNanos);
        } catch (Throwable e) {
            failed("the decoder failed to stop", e);
        }
        try {
            if (filtered != null) {
                filtered.finish();
            }
            handOver();
            output.close();
        } catch (Throwable e) {
            failed("the WAL failed to close", e);
        }
    }

    private void decoded(PcfsEvent event) {
        try {
            if (!begun) {
                format.begin(event.timeNanos());
                begun = true;
            }
        } catch (Throwable e) {
            bug("the format could not begin with", event, e);
        }
        if (filtered == null) {
            print(event);
        } else {
            filter(filtered, event);
        }
        try {
            alsoTo.accept(event);
        } catch (Throwable e) {
            bug("what watches the events failed at", event, e);
        }
        if (text.length() >= HAND_OVER_BYTES) {
            handOver();
        }
    }

    /** Where a filter fails nobody knows what it would have selected, so a note stands there. */
    private void filter(FilteredEvents by, PcfsEvent event) {
        try {
            by.accept(event);
        } catch (Throwable e) {
            bug("the filter failed at", event, e);
            printNote(event, text.length());
        }
    }

    /**
     * A bug in a format, or no memory for it, costs its line, which is then replaced by a note, and never half a line. If there
     * is no memory for that either, the line counts as lost.
     */
    private void print(PcfsEvent event) {
        int lineStart = text.length();
        try {
            format.print(event, text);
        } catch (Throwable e) {
            text.truncate(lineStart);
            bug("the format could not print", event, e);
            printNote(event, lineStart);
            return;
        }
        if (text.length() > lineStart) {
            lines++;
        }
    }

    private void printNote(PcfsEvent event, int lineStart) {
        try {
            format.print(unprintable(event), text);
            if (text.length() > lineStart) {
                lines++;
            }
        } catch (Throwable e) {
            text.truncate(lineStart);
            output.lost(1, nowNanos);
        }
    }

    private static PcfsEvent unprintable(PcfsEvent event) {
        String what = "not printed: " + event.getClass().getSimpleName();
        return new PcfsEvent.Note(
                event.stream(),
                event.timeNanos(),
                NoteKind.DECODER_FAILED,
                null,
                List.of(NoteField.of("text", what)),
                null);
    }

    private void bug(String what, PcfsEvent event, Throwable failure) {
        failures++;
        // A bug that strikes every event must not fill the disk with its own traces.
        if (Long.bitCount(failures) == 1) {
            failed(what + " " + event.getClass().getSimpleName() + " of stream s" + event.stream(), failure);
        }
    }

    /** Where memory has run out there is none to say so either, and the events behind this one still have to get out. */
    private void failed(String what, Throwable failure) {
        try {
            log().error("{} (failure {})", what, failures, failure);
        } catch (Throwable unsaid) {
            // The lines are counted.
        }
    }

    /** The output has the lines then, or has counted them as lost: they are never handed over twice. */
    private void handOver() {
        if (text.length() > 0) {
            long handedOver = lines;
            lines = 0;
            try {
                output.append(text, handedOver, nowNanos);
            } finally {
                text.truncate(0);
                text.clear(KEPT_CAPACITY_BYTES);
            }
        }
    }

    /** Asked for when there is something to say: setting up the log takes longer than a short command. */
    private static Logger log() {
        return LogManager.getLogger(WalPipeline.class);
    }
}
