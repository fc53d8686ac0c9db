package dev.pcfstap.pcfs;

/**
 * What bounds a decoder's memory, whatever a peer sends.
 *
 * @param packetBytes a packet that says it is longer has no boundary that can be trusted
 * @param bufferedBytes how much of one direction is gathered to decode it, and how much of what does not decode is kept
 * @param outstanding how many requests of one stream may wait for an answer
 * @param descriptors how many descriptors each of a stream's two tables may hold
 */
public record DecoderLimits(long packetBytes, int bufferedBytes, int outstanding, int descriptors) {

    /** 64 MiB, 1 MiB, 4096 and 65,536. */
    public static final DecoderLimits DEFAULT = new DecoderLimits(64L << 20, 1 << 20, 4096, 1 << 16);
}
