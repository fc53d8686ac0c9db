package dev.pcfstap.pcfs;

/**
 * The 64-bit FNV-1a checksum of a frame, initial state 69420. Its bytes are hashed together with those of other frames
 * at the end of a batch, so it has a value only once the event that carries it is delivered.
 */
public interface Checksum {

    /** The checksum of no bytes. */
    long INITIAL = FrameChecksum.INITIAL;

    /** The checksum of some bytes, whose checksum is given, and of those that follow. */
    static long after(long checksum, byte[] bytes, int offset, int length) {
        return FrameChecksum.hash(checksum, bytes, offset, length);
    }

    /** The checksum, a bit pattern. */
    long value();
}
