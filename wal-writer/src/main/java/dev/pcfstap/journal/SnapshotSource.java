package dev.pcfstap.journal;

/**
 * Gives a decoder's state as bytes that the journal does not understand. Called on the writer's thread, when the decoder
 * has taken everything that was appended so far and nothing else.
 */
@FunctionalInterface
public interface SnapshotSource {
    /** A source without a state: segments begin with an empty snapshot. */
    SnapshotSource NONE = () -> new byte[0];

    /** The state now. The array belongs to the caller. */
    byte[] takeSnapshot();
}
