package dev.pcfstap.pcap.tcp;

/** Addresses as text: {@code a.b.c.d:port}, or {@code [v6]:port} in the canonical form of RFC 5952. */
final class IpText {
    private static final int GROUPS = 8;

    private IpText() {}

    static String of(long high, long low, int port) {
        if (high == 0 && low >>> 32 == 0xFFFF) {
            return (low >>> 24 & 0xFF) + "." + (low >>> 16 & 0xFF) + "." + (low >>> 8 & 0xFF) + "." + (low & 0xFF) + ":"
                    + port;
        }
        return "[" + sixteenBytes(high, low) + "]:" + port;
    }

    private static String sixteenBytes(long high, long low) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < 4; i++) {
            groups[i] = (int) (high >>> (48 - 16 * i)) & 0xFFFF;
            groups[i + 4] = (int) (low >>> (48 - 16 * i)) & 0xFFFF;
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeroes = zeroesFrom(groups, i);
            if (zeroes > longest) {
                start = i;
                longest = zeroes;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                if (i > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static int zeroesFrom(int[] groups, int from) {
        int to = from;
        while (to < groups.length && groups[to] == 0) {
            to++;
        }
        return to - from;
    }
}
