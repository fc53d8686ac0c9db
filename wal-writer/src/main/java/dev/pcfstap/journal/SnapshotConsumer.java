package dev.pcfstap.journal;

/** Takes over a decoder's state, where reading begins in the middle of a journal. */
@FunctionalInterface
public interface SnapshotConsumer {
    /** Nobody needs the state. */
    SnapshotConsumer NONE = (bytes, offset, length, timeNanos, streamBase) -> new long[0];

    /**
     * Takes the state that a {@link SnapshotSource} gave. The array is a view until this returns.
     *
     * @param timeNanos when it was taken
     * @param streamBase is to be added to every stream number in the state
     * @return the numbers, that sum included, of the streams that are live in it
     */
    long[] restore(byte[] bytes, int offset, int length, long timeNanos, long streamBase);
}
