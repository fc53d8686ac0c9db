package dev.pcfstap.pcfs;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes any number of streams at once. Confined to the thread that feeds it.
 *
 * <p>Events are delivered in the order in which they were completed, at the latest at {@link #batchEnded}, {@link
 * #flushDue} and {@link #stopped}: the checksums of a batch's reads are computed together first. A call that throws retires
 * the decoder of its stream when {@link #failed} is called for it; all others go on.
 */
public final class PcfsDecoder implements TapSink {

    /** With this many events or bytes pending a batch is delivered early. */
    private static final int MANY_EVENTS = 4096;

    private static final long MANY_BYTES = 16L << 20;

    private final DecoderLimits limits;
    private final Consumer<PcfsEvent> events;
    private final ChecksumLanes lanes = new ChecksumLanes();
    private final Long2ObjectOpenHashMap<StreamDecoder> streams = new Long2ObjectOpenHashMap<>();
    private final List<PcfsEvent> pending = new ArrayList<>();
    private long pendingBytes;

    /** @param events takes each event once, on the decoder's thread */
    public PcfsDecoder(DecoderLimits limits, Consumer<PcfsEvent> events) {
        this.limits = limits;
        this.events = events;
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        StreamDecoder decoder = new StreamDecoder(stream, limits, lanes, pending::add);
        streams.put(stream, decoder);
        decoder.opened(timeNanos, addresses);
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        StreamDecoder decoder = streams.get(stream);
        if (decoder == null) {
            return false;
        }
        decoder.received(direction, timeNanos, bytes, offset, length);
        pendingBytes += length;
        if (pending.size() >= MANY_EVENTS || pendingBytes >= MANY_BYTES) {
            deliver();
        }
        return true;
    }

    @Override
    public void gap(long stream, Gap gap) {
        StreamDecoder decoder = streams.get(stream);
        if (decoder != null) {
            decoder.gap(gap);
        }
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        note(stream, timeNanos, NoteKind.TAP, "text", text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        StreamDecoder decoder = streams.remove(stream);
        if (decoder != null) {
            decoder.closed(timeNanos, reason);
        } else {
            pending.add(new PcfsEvent.Closed(stream, timeNanos, reason, 0, 0));
        }
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        streams.remove(stream);
        note(stream, timeNanos, NoteKind.DECODER_FAILED, "failure", failure.toString());
    }

    @Override
    public void batchEnded(long timeNanos) {
        deliver();
    }

    @Override
    public void flushDue(long timeNanos) {
        deliver();
    }

    @Override
    public void stopped(long timeNanos) {
        deliver();
    }

    private void note(long stream, long timeNanos, NoteKind kind, String name, @Nullable String text) {
        List<PcfsEvent.NoteField> fields = List.of(PcfsEvent.NoteField.of(name, String.valueOf(text)));
        pending.add(new PcfsEvent.Note(stream, timeNanos, kind, null, fields, null));
    }

    private void deliver() {
        lanes.finish();
        pendingBytes = 0;
        RuntimeException failure = null;
        for (PcfsEvent event : pending) {
            try {
                events.accept(event);
            } catch (RuntimeException e) {
                // One event that cannot be shown must not take the others of its batch along.
                failure = e;
            }
        }
        pending.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
