package dev.pcfstap.pcap.file;

import org.jspecify.annotations.Nullable;

/**
 * The forms of a classic pcap file.
 *
 * @param bigEndian the byte order of its headers
 * @param nanosPerUnit what the second half of a time stamp counts
 * @param extraHeaderBytes what a record header has after its usual 16 bytes (8 in the form of old patched kernels)
 */
record PcapVariant(boolean bigEndian, int nanosPerUnit, int extraHeaderBytes) {
    private static final int MICROSECONDS = 0xA1B2C3D4;
    private static final int NANOSECONDS = 0xA1B23C4D;
    private static final int PATCHED = 0xA1B2CD34;

    /** The form that a magic number, read big-endian, stands for; null when it is not one. */
    static @Nullable PcapVariant of(int magic) {
        PcapVariant big = of(magic, true);
        return big != null ? big : of(Integer.reverseBytes(magic), false);
    }

    private static @Nullable PcapVariant of(int magic, boolean bigEndian) {
        return switch (magic) {
            case MICROSECONDS -> new PcapVariant(bigEndian, 1000, 0);
            case NANOSECONDS -> new PcapVariant(bigEndian, 1, 0);
            case PATCHED -> new PcapVariant(bigEndian, 1000, 8);
            default -> null;
        };
    }

    int unitsPerSecond() {
        return 1_000_000_000 / nanosPerUnit;
    }

    int headerBytes() {
        return 16 + extraHeaderBytes;
    }
}
