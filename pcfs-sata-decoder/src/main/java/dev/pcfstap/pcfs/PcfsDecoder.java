package dev.pcfstap.pcfs;

import dev.pcfstap.tap.ClockStep;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes any number of streams at once. Confined to the thread that feeds it.
 *
 * <p>Events are delivered in the order in which their last bytes arrived, at {@link #batchEnded}, {@link #flushDue} and
 * {@link #stopped}: the checksums of a batch's reads are computed together first. A read whose length is not settled yet
 * holds back what came after it, for one second of arrival time at most. A call that throws retires the decoder of its
 * stream when {@link #failed} is called for it; all others go on.
 */
public final class PcfsDecoder implements TapSink {

    /** With this many events or bytes a batch is delivered early. */
    private static final int MANY_EVENTS = 4096;

    private static final long NO_STREAM = -1;
    private static final long MANY_BYTES = 16L << 20;

    private final DecoderLimits limits;
    private final Consumer<PcfsEvent> events;
    private final ChecksumLanes lanes = new ChecksumLanes();
    private final Long2ObjectOpenHashMap<StreamDecoder> streams = new Long2ObjectOpenHashMap<>();
    private final EventOrder order = new EventOrder();
    private final DecoderMemory memory;
    private long justOpened = NO_STREAM;
    private long pendingBytes;

    /** @param events takes each event once, on the decoder's thread */
    public PcfsDecoder(DecoderLimits limits, Consumer<PcfsEvent> events) {
        this.limits = limits;
        this.events = events;
        this.memory = new DecoderMemory(limits.rememberedBytes());
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        order.expire(timeNanos);
        StreamDecoder decoder = new StreamDecoder(stream, addresses, limits, lanes, order, memory);
        StreamDecoder before = streams.put(stream, decoder);
        if (before != null) {
            before.retire();
        }
        decoder.opened(timeNanos);
        justOpened = stream;
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        justOpened = NO_STREAM;
        StreamDecoder decoder = streams.get(stream);
        if (decoder == null) {
            return false;
        }
        order.expire(timeNanos);
        decoder.received(direction, timeNanos, bytes, offset, length);
        pendingBytes += length;
        settle(decoder, timeNanos);
        return true;
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        justOpened = NO_STREAM;
        order.expire(timeNanos);
        StreamDecoder decoder = streams.get(stream);
        if (decoder != null) {
            decoder.reduced(timeNanos, data);
            settle(decoder, timeNanos);
        }
    }

    @Override
    public void gap(long stream, Gap gap) {
        justOpened = NO_STREAM;
        order.expire(gap.toNanos());
        StreamDecoder decoder = streams.get(stream);
        if (decoder != null) {
            decoder.gap(gap);
            settle(decoder, gap.toNanos());
        }
    }

    /** Exchange numbers and the counts of the closing go on as if what was left out had been there; no event tells of it. */
    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        justOpened = NO_STREAM;
        order.expire(timeNanos);
        StreamDecoder decoder = streams.get(stream);
        if (decoder != null) {
            decoder.omitted(timeNanos, omission);
            settle(decoder, timeNanos);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>A note that directly follows the opening can say what is assumed of the stream, see {@link Assumption}. Nobody's later
     * words change how it is decoded. A {@link ClockStep} on stream 0 is taken off the latencies that it is part of.
     */
    @Override
    public void noted(long stream, long timeNanos, String text) {
        order.expire(timeNanos);
        StreamDecoder decoder = stream == justOpened ? streams.get(stream) : null;
        if (decoder != null) {
            Assumption.of(text).ifPresent(assumed -> decoder.assume(assumed.ffio(), assumed.firstReadSize()));
        }
        justOpened = NO_STREAM;
        if (stream == 0) {
            ClockStep.of(text).ifPresent(this::clockStepped);
        }
        note(stream, timeNanos, NoteKind.TAP, "text", text);
    }

    private void clockStepped(long stepNanos) {
        order.expire(Long.MAX_VALUE); // how long they have waited cannot be told any more
        for (StreamDecoder stream : streams.values()) {
            stream.clockStepped(stepNanos);
        }
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        justOpened = NO_STREAM;
        order.expire(timeNanos);
        StreamDecoder decoder = streams.remove(stream);
        if (decoder != null) {
            close(decoder, timeNanos, reason);
        } else {
            order.add(new PcfsEvent.Closed(stream, timeNanos, reason, 0, 0));
        }
        deliverIfMuch();
    }

    /** Whatever fails on what is unfinished, the stream's end is told, once. */
    private void close(StreamDecoder decoder, long timeNanos, CloseReason reason) {
        decoder.retire();
        try {
            decoder.unfinished(timeNanos);
        } catch (Throwable failure) {
            note(decoder.stream(), timeNanos, NoteKind.DECODER_FAILED, "failure", failure.toString());
        }
        decoder.closed(timeNanos, reason);
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        StreamDecoder decoder = streams.remove(stream);
        if (decoder != null) {
            decoder.retire();
        }
        note(stream, timeNanos, NoteKind.DECODER_FAILED, "failure", failure.toString());
    }

    @Override
    public void batchEnded(long timeNanos) {
        deliver();
    }

    @Override
    public void flushDue(long timeNanos) {
        order.expire(timeNanos);
        deliver();
    }

    @Override
    public void stopped(long timeNanos) {
        order.expire(Long.MAX_VALUE);
        deliver();
    }

    /**
     * Everything that a decoder must know to go on from here. Delivers nothing and changes no event: what is pending is still
     * delivered by this decoder. Call it between events, not from the taker of events.
     *
     * @return bytes for {@link #restore}, opaque to everyone else; see {@link SnapshotLayout}
     * @throws SnapshotException when the streams hold more than 64 MiB of what is in progress, descriptors and requests
     */
    public byte[] snapshot() throws SnapshotException {
        return snapshot(SnapshotLayout.MAX_BYTES);
    }

    /**
     * As the other one, with a bound of its own. If it is too small for all, the open descriptors and the requests that wait are
     * left out of the streams that have most of them, and the note on those that are restored says so.
     *
     * @throws SnapshotException when not even that is enough
     */
    public byte[] snapshot(int limitBytes) throws SnapshotException {
        return DecoderSnapshot.write(streams, lanes, limitBytes);
    }

    /** How long {@link #snapshot(int)} would be now. Counts, and builds nothing. */
    public long snapshotBytes(int limitBytes) {
        return DecoderSnapshot.lengthBytes(streams, lanes, limitBytes);
    }

    /**
     * Takes over where the decoder that made the snapshot stood: from here on both give the same events, with the same
     * limits. Each stream that was open is announced by a note of the kind {@link NoteKind#RESTORED}, in the order of their
     * numbers, because its {@link PcfsEvent.Opened} is not repeated.
     *
     * @param timeNanos when the snapshot was taken, for the notes
     * @throws SnapshotException when the snapshot is damaged, of a newer version or beyond this decoder's limits; the
     *     decoder is then as it was
     * @throws IllegalStateException when a stream is open already
     */
    public void restore(byte[] snapshot, long timeNanos) throws SnapshotException {
        restore(snapshot, timeNanos, 0);
    }

    /**
     * As the other one, where captures are put together.
     *
     * @param streamBase is added to every stream's number
     * @return the numbers of the streams that are open, in order
     */
    public long[] restore(byte[] snapshot, long timeNanos, long streamBase) throws SnapshotException {
        if (!streams.isEmpty()) {
            throw new IllegalStateException("a snapshot is restored into a decoder that follows streams already");
        }
        List<StreamDecoder> restored = DecoderSnapshot.read(snapshot, streamBase, limits, lanes, order, memory);
        for (StreamDecoder stream : restored) {
            streams.put(stream.stream(), stream);
            stream.restored(timeNanos);
            stream.account();
        }
        return restored.stream().mapToLong(StreamDecoder::stream).toArray();
    }

    /** See {@link EventOrder#steps}. */
    long orderingSteps() {
        return order.steps();
    }

    private void note(long stream, long timeNanos, NoteKind kind, String name, @Nullable String text) {
        List<PcfsEvent.NoteField> fields = List.of(PcfsEvent.NoteField.of(name, String.valueOf(text)));
        order.add(new PcfsEvent.Note(stream, timeNanos, kind, null, fields, null));
    }

    /** Behind everything that a stream said: what it makes the decoder remember, and what waits to be delivered, is bounded. */
    private void settle(StreamDecoder decoder, long timeNanos) {
        decoder.account();
        if (memory.isOver()) {
            memory.shed(streams.values(), timeNanos);
        }
        deliverIfMuch();
    }

    private void deliverIfMuch() {
        if (pendingBytes >= MANY_BYTES
                || order.deliverable() >= MANY_EVENTS
                || order.deliverableRawBytes() >= EventOrder.MAX_RAW_BYTES) {
            deliver();
        }
    }

    private void deliver() {
        lanes.finish();
        pendingBytes = 0;
        order.deliverTo(events);
    }
}
