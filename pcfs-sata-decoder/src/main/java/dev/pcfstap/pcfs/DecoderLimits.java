package dev.pcfstap.pcfs;

/**
 * What bounds a decoder's memory, whatever a peer sends.
 *
 * @param packetBytes a packet that says it is longer has no boundary that can be trusted
 * @param bufferedBytes how much of one direction is gathered to decode it, and how much of what does not decode is kept
 * @param outstanding how many requests of one stream may wait for an answer
 * @param descriptors how many descriptors each of a stream's two tables may hold
 * @param rememberedBytes how much all streams together may make the decoder remember, of all this; beyond it the largest is
 *     let go of
 */
public record DecoderLimits(
        long packetBytes, int bufferedBytes, int outstanding, int descriptors, long rememberedBytes) {

    /** 64 MiB, 1 MiB, 4096 and 65,536, and an eighth of the heap. */
    public static final DecoderLimits DEFAULT = new DecoderLimits(64L << 20, 1 << 20, 4096, 1 << 16);

    /** With an eighth of this process's heap for all streams together. */
    public DecoderLimits(long packetBytes, int bufferedBytes, int outstanding, int descriptors) {
        this(
                packetBytes,
                bufferedBytes,
                outstanding,
                descriptors,
                Runtime.getRuntime().maxMemory() / 8);
    }
}
