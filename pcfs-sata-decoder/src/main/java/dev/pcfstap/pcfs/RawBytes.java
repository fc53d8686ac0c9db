package dev.pcfstap.pcfs;

/**
 * Bytes that did not decode, as they came.
 *
 * @param kept the first of them, at most the decoder's capture limit; shared, not to be written
 * @param length how many there were
 * @param checksum over all of them
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a log; nobody compares two of these
public record RawBytes(byte[] kept, long length, Checksum checksum) {

    /** Whether the limit cut something off. */
    public boolean isCut() {
        return kept.length < length;
    }
}
