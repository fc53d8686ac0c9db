package dev.pcfstap.proxy.relay;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A host and a port as people write them: {@code host:port}, or {@code [v6]:port}.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535; 0 only where a port is to be picked
 */
public record Endpoint(String host, int port) {
    private static final int MAX_PORT = 65_535;

    public Endpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the host is missing");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + ", must be 0 to " + MAX_PORT);
        }
    }

    /** {@code HOST:PORT} or {@code [V6]:PORT}; throws {@link IllegalArgumentException} with a message for the user. */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' has no port: HOST:PORT is expected");
        }
        return new Endpoint(host(text, text.substring(0, colon)), port(text, text.substring(colon + 1)));
    }

    /** As {@link #parse(String)}, but the host may be left out. */
    public static Endpoint parse(String text, String defaultHost) {
        return text.indexOf(':') < 0 ? new Endpoint(defaultHost, port(text, text)) : parse(text);
    }

    /** The text form of a socket's address. */
    static String textOf(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            return new Endpoint(inet.getAddress().getHostAddress(), inet.getPort()).toString();
        }
        return address.toString();
    }

    private static String host(String text, String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.substring(1, host.length() - 1);
        }
        if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is ambiguous: an IPv6 address needs brackets, [ADDRESS]:PORT");
        }
        return host;
    }

    private static int port(String text, String port) {
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no valid port: '" + port + "' is not a number", e);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
