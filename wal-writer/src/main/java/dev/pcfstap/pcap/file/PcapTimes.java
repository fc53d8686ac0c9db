package dev.pcfstap.pcap.file;

/**
 * The times of a classic pcap file. Some writers put nanoseconds into a file whose magic number says microseconds, and damage
 * makes fractions that are a second or more: the packet is read all the same. Mutable; confined to the reading thread.
 */
final class PcapTimes {
    private static final long BILLION = 1_000_000_000L;

    private final PcapVariant variant;
    private long lawful;
    private long odd;

    PcapTimes(PcapVariant variant) {
        this.variant = variant;
    }

    /** Whether a fraction is as the file's magic number has it; some writers let a second overflow by less than another one. */
    boolean isLawful(long fraction) {
        return fraction < 2L * variant.unitsPerSecond();
    }

    /** Whether the time that was taken last is the first odd one of the file. */
    boolean isFirstOdd() {
        return odd == 1;
    }

    /** Nanoseconds since 1970. An odd fraction is taken for nanoseconds, and so are all when most were odd. */
    long nanos(long seconds, long fraction) {
        boolean isLawful = isLawful(fraction);
        lawful += isLawful ? 1 : 0;
        odd += isLawful ? 0 : 1;
        long second = seconds * BILLION;
        if (isLawful && odd <= lawful) {
            return second + fraction * variant.nanosPerUnit();
        }
        return fraction < BILLION ? second + fraction : second;
    }
}
