package dev.pcfstap.pcap.export;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns addresses as text into numbers, without asking the network. A name gets an address of the range that is reserved
 * for documentation (192.0.2.0/24), except {@code localhost}. Confined to the exporting thread.
 */
final class AddressBook {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*+:[0-9a-fA-F:.]*+");
    private static final long IPV4_MAPPED = 0xFFFF_0000_0000L;
    private static final long LOCALHOST = IPV4_MAPPED | 0x7F00_0001L;
    private static final long DOCUMENTATION = IPV4_MAPPED | 0xC000_0200L;
    private static final int MAX_NAMES = 254;
    private static final int MAX_PORT = 0xFFFF;

    private final Map<String, Integer> names = new LinkedHashMap<>();

    /** The end that a text such as {@code 10.0.0.1:7500}, {@code [::1]:7500} or {@code host:7500} names. */
    Endpoint endpoint(String text, int unknownPort) {
        int colon = text.lastIndexOf(':');
        int told = colon < 0 ? 0 : port(text.substring(colon + 1));
        int port = told == 0 ? unknownPort : told;
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int scope = host.indexOf('%');
        return address(scope < 0 ? host : host.substring(0, scope), port);
    }

    /** Whether the address stands for a name that is not one. */
    boolean standsForName(Endpoint endpoint) {
        return endpoint.isIpv4() && (endpoint.low() & ~0xFFL) == DOCUMENTATION;
    }

    /** The name that {@link #endpoint} gave this address to, or the address's last number. */
    String nameOf(Endpoint endpoint) {
        int number = (int) (endpoint.low() & 0xFF);
        return names.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("host-" + number);
    }

    private Endpoint address(String host, int port) {
        Matcher ipv4 = IPV4.matcher(host);
        if (ipv4.matches()) {
            long bits = 0;
            for (int i = 1; i <= 4; i++) {
                bits = bits << 8 | (Integer.parseInt(ipv4.group(i)) & 0xFF);
            }
            return new Endpoint(0, IPV4_MAPPED | bits, port);
        }
        if (IPV6.matcher(host).matches()) {
            try {
                return ofBytes(InetAddress.getByName(host).getAddress(), port);
            } catch (UnknownHostException e) {
                return named(host, port);
            }
        }
        return host.equals("localhost") ? new Endpoint(0, LOCALHOST, port) : named(host, port);
    }

    private Endpoint named(String host, int port) {
        int number = names.computeIfAbsent(host, name -> 1 + names.size() % MAX_NAMES);
        return new Endpoint(0, DOCUMENTATION | number, port);
    }

    private static Endpoint ofBytes(byte[] address, int port) {
        ByteBuffer bits = ByteBuffer.wrap(address);
        return address.length == 4
                ? new Endpoint(0, IPV4_MAPPED | (bits.getInt() & 0xFFFF_FFFFL), port)
                : new Endpoint(bits.getLong(), bits.getLong(), port);
    }

    private static int port(String digits) {
        try {
            int port = Integer.parseInt(digits);
            return port < 0 || port > MAX_PORT ? 0 : port;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
