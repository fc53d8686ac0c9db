package dev.pcfstap.pcfs;

/**
 * The 64-bit FNV-1a checksum of a frame, initial state 69420. Its bytes are hashed together with those of other frames
 * at the end of a batch, so it has a value only once the event that carries it is delivered.
 */
public interface Checksum {

    /** The checksum, a bit pattern. */
    long value();
}
