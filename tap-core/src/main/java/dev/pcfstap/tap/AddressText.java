package dev.pcfstap.tap;

/**
 * Addresses as text: {@code a.b.c.d} and {@code a.b.c.d:port}, or {@code v6} and {@code [v6]:port} in the canonical form of
 * RFC 5952. An IPv4 address that is mapped into IPv6 is written as IPv4.
 */
public final class AddressText {
    private static final int IPV4_BYTES = 4;
    private static final int GROUPS = 8;

    private AddressText() {}

    /** An address and a port; the halves of IPv6, or of IPv4 mapped into it. */
    public static String of(long high, long low, int port) {
        return withPort(of(high, low), port);
    }

    /** An address of 4 or 16 bytes. */
    public static String of(byte[] address) {
        return address.length == IPV4_BYTES
                ? fourBytes((int) bits(address, 0, IPV4_BYTES))
                : of(bits(address, 0, Long.BYTES), bits(address, Long.BYTES, Long.BYTES));
    }

    /** A name or an address, and a port: what holds a colon stands in brackets. */
    public static String withPort(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static long bits(byte[] address, int from, int count) {
        long bits = 0;
        for (int i = from; i < from + count; i++) {
            bits = bits << 8 | (address[i] & 0xFF);
        }
        return bits;
    }

    private static String of(long high, long low) {
        return high == 0 && low >>> 32 == 0xFFFF ? fourBytes((int) low) : sixteenBytes(high, low);
    }

    private static String fourBytes(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xFF) + "." + (bits >>> 8 & 0xFF) + "." + (bits & 0xFF);
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
