package dev.pcfstap.tap;

/**
 * What consumes a capture: the live ring, a journal and a packet capture all drive one of these.
 *
 * <p>Every method is called on one thread, in the order in which the events were seen. For one stream: {@link #opened},
 * then any of {@link #received}, {@link #reduced}, {@link #gap}, {@link #omitted} and {@link #noted}, then
 * {@link #closed}. Times are nanoseconds since 1970.
 *
 * <p>A sink may throw: the driver then calls {@link #failed} once for that event, counts it as lost and goes on with the
 * next one.
 */
public interface TapSink {

    /** A console connected. */
    void opened(long stream, long timeNanos, StreamAddresses addresses);

    /**
     * Bytes arrived. The array is a view: nobody writes it before {@link #batchEnded} has returned, and it must not be
     * used after that.
     *
     * @return whether the bytes were recorded; {@code false} counts them as lost
     */
    boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length);

    /**
     * File data arrived of which only a description is left. A sink that has no use for it may take it for {@linkplain
     * ReducedBytes#asGap a gap}, which is never wrong.
     */
    void reduced(long stream, long timeNanos, ReducedBytes data);

    /** Bytes of this stream went by that nobody could record. They are already counted as lost. */
    void gap(long stream, Gap gap);

    /** Whole requests or answers of this stream were taken out of the capture here. */
    void omitted(long stream, long timeNanos, Omission omission);

    /** Something worth saying about the stream that is not traffic; stream 0 means the tap itself. */
    void noted(long stream, long timeNanos, String text);

    /** The stream is over; its number is never used again. */
    void closed(long stream, long timeNanos, CloseReason reason);

    /** An earlier call for this stream threw. The stream should no longer be decoded; everything else goes on. */
    void failed(long stream, long timeNanos, Throwable failure);

    /** Nothing more is waiting right now: finish what the calls since the last batch began. */
    void batchEnded(long timeNanos);

    /**
     * No event waits, and no batch is begun: a chance to look after what goes on beside the thread. Called again and again until
     * there are events; what it throws is logged, and no more.
     */
    default void idle(long timeNanos) {}

    /** The flush interval has passed: buffered output goes to its file. */
    void flushDue(long timeNanos);

    /** The end: everything is written and closed. No call follows. Never throws. */
    void stopped(long timeNanos);
}
