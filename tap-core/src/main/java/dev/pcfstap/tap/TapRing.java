package dev.pcfstap.tap;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The bounded ring between many event loops and one consumer thread.
 *
 * <p>Any thread may {@link #open} a stream, {@link #tick} and {@link #close} the ring; the {@link StreamTap} that {@code
 * open} returns belongs to one event loop. The sink is only ever called on the ring's consumer thread.
 */
public final class TapRing implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(TapRing.class);
    /** So many streams that are over may wait for room for their last events. */
    private static final int MAX_CLOSING = 1000;

    /** This share of the ring, in slots and in bytes, is kept for streams that have little on it. */
    private static final int RESERVED_SHARE = 8;

    /** So much of one stream may be in what is kept: with 1,000 streams, 4 MiB. */
    private static final int LITTLE_BYTES = 4 << 10;

    private static final int LITTLE_EVENTS = 16;

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private final RingBuffer<TapSlot> ring;
    private final long heldBytesLimit;
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicLong nextStream;
    private final AtomicInteger closing = new AtomicInteger();
    private final RoomQueue waiters = new RoomQueue();
    private final FinishedQueue finished = new FinishedQueue();
    private final UntoldStreams untold = new UntoldStreams();
    private final TapNotes notes = new TapNotes();
    private final LedgerBook books = new LedgerBook();
    private final ChunkPool chunks;
    private final PatientWait wait = new PatientWait(this::atEase, this::lookAround, this::idle);
    private final SlotConsumer slots;
    private final BatchEventProcessor<TapSlot> processor;
    private final TapClock clock;
    private final Thread consumer;

    private TapRing(TapRingOptions options, TapClock clock, TapSink sink) {
        this.clock = clock;
        this.heldBytesLimit = options.heldBytes();
        this.chunks = new ChunkPool(heldBytesLimit);
        this.nextStream = new AtomicLong(options.firstStream());
        this.ring = RingBuffer.createMultiProducer(TapSlot::new, options.slots(), wait);
        this.slots = new SlotConsumer(
                sink, clock, books, chunks, this::released, finished::batchEnded, this::atEase, wait::stir);
        this.processor = new BatchEventProcessorBuilder()
                .setMaxBatchSize(Math.min(SlotConsumer.MAX_BATCH, Math.max(1, options.slots() / 4)))
                .build(ring, ring.newBarrier(), slots);
        processor.setExceptionHandler(new LoggingExceptionHandler());
        slots.onStop(processor::halt);
        ring.addGatingSequences(processor.getSequence());
        this.consumer = new Thread(processor, "tap-consumer");
        consumer.setDaemon(true);
    }

    /** A running ring whose consumer thread calls {@code sink}. */
    public static TapRing start(TapRingOptions options, TapClock clock, TapSink sink) {
        TapRing tapRing = new TapRing(options, clock, sink);
        tapRing.consumer.start();
        return tapRing;
    }

    /**
     * Begins a stream; the first one's number is in the options, and each further one's is one higher.
     *
     * @param loop runs tasks on the event loop that owns the stream; the ring uses it to say that there is room again
     */
    public StreamTap open(long timeNanos, StreamAddresses addresses, Executor loop) {
        long stream = nextStream.getAndIncrement();
        return new StreamTap(this, stream, books.open(stream), loop, timeNanos, addresses);
    }

    /**
     * Asks the sink to flush, in the order of the ring. Any thread.
     *
     * @return false when the ring is full, in which case the sink is busy anyway
     */
    public boolean tick(long timeNanos) {
        return publish(TapSlot.Kind.FLUSH, 0, timeNanos, null);
    }

    /** Says something about the tap itself: a note on stream 0, at once, or when there is room for it. Any thread. */
    public void note(long timeNanos, String text) {
        notes.add(timeNanos, text);
        notes.tell(this);
    }

    /** The books of all streams together, those that are over included. Any thread. */
    public TrafficCounts totals() {
        return books.totals();
    }

    /** The books of each stream that lost something, at most the first thousand of them. Any thread. */
    public SortedMap<Long, TrafficCounts> losses() {
        return books.losses();
    }

    /**
     * How many streams the sink never heard of, as they came and went while it was blocked. It is told of them in a note on
     * stream 0. Any thread.
     */
    public long untoldStreams() {
        return untold.streams();
    }

    /** Bytes that the events on the ring hold now. Any thread. */
    public long heldBytes() {
        return heldBytes.get();
    }

    /** Whether the consumer thread lives, as it does until the ring is closed. Any thread. */
    public boolean isAlive() {
        return consumer.isAlive();
    }

    /** Drains the ring and stops the sink, waiting ten seconds at most. */
    @Override
    public void close() {
        close(CLOSE_DEADLINE);
    }

    /**
     * Drains the ring and stops the sink. Streams should be closed before. Idempotent; any thread but the consumer's.
     *
     * @return whether the sink finished in time; if not, what was left on the ring is not recorded
     */
    public boolean close(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (consumer.isAlive()
                && (closing.get() > 0
                        || !untold.isEmpty()
                        || !notes.isEmpty()
                        || !publish(TapSlot.Kind.STOP, 0, clock.epochNanos(), null))) {
            wait.hurry();
            if (System.nanoTime() - end >= 0) {
                return abandon();
            }
            LockSupport.parkNanos(1_000_000);
        }
        wait.hurry();
        try {
            long leftNanos = Math.max(1_000_000, end - System.nanoTime());
            consumer.join(Math.max(1, leftNanos / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !consumer.isAlive() || abandon();
    }

    private boolean abandon() {
        LOG.warn("the consumer did not finish in time; {} bytes are still on the ring", heldBytes.get());
        processor.halt();
        return false;
    }

    private void lookAround() {
        try {
            waiters.announceRoom();
            finished.announce();
            untold.tell(this, clock.epochNanos());
            notes.tell(this);
        } catch (OutOfMemoryError failure) {
            // Thrown on, it would make the ring skip an event. Whoever was not told is still in the queue.
        }
    }

    private void idle() {
        slots.idle();
    }

    /** Puts a control event on the ring; false when there is no slot. */
    boolean publish(TapSlot.Kind kind, long stream, long timeNanos, @Nullable Object detail) {
        long sequence = tryNext();
        if (sequence < 0) {
            return false;
        }
        TapSlot slot = ring.get(sequence);
        slot.kind = kind;
        slot.stream = stream;
        slot.timeNanos = timeNanos;
        slot.detail = detail;
        ring.publish(sequence);
        return true;
    }

    /**
     * Puts a chunk on the ring, which keeps the array.
     *
     * @return its place, or -1 when there is no slot or too many bytes are held
     */
    long publish(long stream, Direction direction, long timeNanos, byte[] bytes, Ledger ledger) {
        long held = heldBytes.addAndGet(bytes.length);
        boolean others = held != bytes.length;
        if ((others && held > heldBytesLimit) || (isReserved(held, others) && !isLittle(ledger, bytes.length))) {
            heldBytes.addAndGet(-bytes.length);
            wait.hurry();
            return -1;
        }
        long sequence = tryNext();
        if (sequence < 0) {
            heldBytes.addAndGet(-bytes.length);
            return -1;
        }
        TapSlot slot = ring.get(sequence);
        slot.kind = TapSlot.Kind.RECEIVED;
        slot.stream = stream;
        slot.timeNanos = timeNanos;
        slot.direction = direction;
        slot.bytes = bytes;
        slot.ledger = ledger;
        ring.publish(sequence);
        if (held > heldBytesLimit / 2) {
            wait.hurry();
        }
        return sequence;
    }

    /** Whether what is left of the ring is only for streams that have little on it: those that push would leave nothing for the others. */
    private boolean isReserved(long held, boolean others) {
        return (others && held > heldBytesLimit - heldBytesLimit / RESERVED_SHARE)
                || ring.remainingCapacity() <= ring.getBufferSize() / RESERVED_SHARE;
    }

    private static boolean isLittle(Ledger ledger, int moreBytes) {
        return ledger.waitingEvents() < LITTLE_EVENTS && ledger.waitingBytes() + moreBytes <= LITTLE_BYTES;
    }

    private long tryNext() {
        try {
            long sequence = ring.tryNext();
            if (ring.remainingCapacity() < ring.getBufferSize() / 2) {
                wait.hurry();
            }
            return sequence;
        } catch (InsufficientCapacityException e) {
            wait.hurry();
            return -1;
        }
    }

    /** An array for a chunk, see {@link StreamTap#chunk}. Any thread. */
    byte[] chunk(int length) {
        return chunks.take(length);
    }

    /** Whether a quarter of the ring is free, in slots and in bytes. */
    boolean roomy() {
        return ring.remainingCapacity() >= ring.getBufferSize() / 4
                && heldBytes.get() <= heldBytesLimit - heldBytesLimit / 4;
    }

    /** Whether three quarters of the ring are free, in slots and in bytes. */
    private boolean atEase() {
        return heldBytes.get() <= heldBytesLimit / 4
                && ring.remainingCapacity() >= ring.getBufferSize() - ring.getBufferSize() / 4;
    }

    /** The stream is told when there is room again. */
    void awaitRoom(StreamTap tap) {
        waiters.enter(tap);
        wait.wake();
    }

    /** The place up to which the sink has ended its batches. Any thread. */
    long finishedPlace() {
        return finished.finished();
    }

    /** The stream is told when the sink has finished with what it waits for, which is to be soon. */
    void awaitFinished(StreamTap tap) {
        finished.enter(tap);
        wait.hurry();
    }

    /** Whether so many streams wait for room for their last events that none that is new should add to them. */
    boolean crowded() {
        return closing.get() > MAX_CLOSING;
    }

    /** A stream is over, and its beginning never got onto the ring: it is only counted. */
    void forget(StreamTap tap, Gap missed) {
        untold.add(missed);
        wait.wake();
        waiters.leave(tap);
        books.settle(tap.stream());
    }

    /** A stream that closes has its last events still to put on the ring, or has put them there. */
    void closing(boolean begins) {
        closing.addAndGet(begins ? 1 : -1);
    }

    /** Called by the consumer when it no longer needs the bytes of a batch. */
    private void released(long bytes) {
        heldBytes.addAndGet(-bytes);
    }
}
