package dev.pcfstap.journal;

/**
 * Gives a decoder's state as bytes that the journal does not understand. Called on the writer's thread, when the decoder
 * has taken everything that was appended so far and nothing else.
 */
@FunctionalInterface
public interface SnapshotSource {
    /** A source without a state: segments begin with an empty snapshot. */
    SnapshotSource NONE = () -> new byte[0];

    /** Longer ones are not written: 8 MiB, and no more than a 32nd of the heap. */
    int MAX_BYTES = (int) Math.min(8 << 20, Runtime.getRuntime().maxMemory() / 32);

    /** The state now. The array belongs to the caller. */
    byte[] takeSnapshot();

    /** How long the state would be, if that is known without making it; else 0. */
    default long snapshotBytes() {
        return 0;
    }
}
