package dev.pcfstap.filter;

/**
 * How much may wait for answers.
 *
 * @param exchanges requests without an answer that are remembered
 * @param events events that wait to be decided, or for their turn behind one that does
 * @param bytes undecodable bytes that these carry
 */
public record HoldLimits(int exchanges, int events, long bytes) {

    /** 16,384 exchanges, 65,536 events, 16 MiB. */
    public static final HoldLimits DEFAULT = new HoldLimits(1 << 14, 1 << 16, 16L << 20);

    public HoldLimits {
        if (exchanges < 1 || events < 1 || bytes < 1) {
            throw new IllegalArgumentException("limits are " + exchanges + " exchanges, " + events + " events, " + bytes
                    + " bytes: each must be 1 or more");
        }
    }
}
