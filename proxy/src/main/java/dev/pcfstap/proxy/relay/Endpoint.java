package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.AddressText;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port as people write them: {@code host:port}, or {@code [v6]:port}.
 *
 * @param host a name or an address, without brackets; an IPv6 address in the canonical form of RFC 5952
 * @param port 0 to 65535; 0 only where a port is to be picked
 */
public record Endpoint(String host, int port) {
    private static final int MAX_PORT = 65_535;
    private static final char SCOPE = '%';

    public Endpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the host is missing");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + ", must be 0 to " + MAX_PORT);
        }
        host = canonical(host);
    }

    /** {@code HOST:PORT} or {@code [V6]:PORT}; throws {@link IllegalArgumentException} with a message for the user. */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw new IllegalArgumentException("'" + text + "' has no port: HOST:PORT is expected");
        }
        return new Endpoint(host(text, text.substring(0, colon)), port(text, text.substring(colon + 1)));
    }

    /** As {@link #parse(String)}, but the host may be left out. */
    public static Endpoint parse(String text, String defaultHost) {
        return text.indexOf(':') < 0 ? new Endpoint(defaultHost, port(text, text)) : parse(text);
    }

    /** The text form of a socket's address; {@code ?} for one that is gone already. */
    static String textOf(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            return new Endpoint(inet.getAddress().getHostAddress(), inet.getPort()).toString();
        }
        return address == null ? "?" : address.toString();
    }

    /** The text form of an address, with its scope if it has one. */
    static String textOf(InetAddress address) {
        return canonical(address.getHostAddress());
    }

    /** The host as an address, without asking anybody; empty when it is a name, or an address of one interface. */
    Optional<InetAddress> literal() {
        byte[] bytes = host.indexOf(SCOPE) >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    private static String canonical(String host) {
        if (host.indexOf(':') < 0) {
            return host;
        }
        int scope = host.indexOf(SCOPE);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(scope < 0 ? host : host.substring(0, scope));
        if (bytes == null) {
            throw new IllegalArgumentException("'" + host + "' is not an IPv6 address");
        }
        return AddressText.of(bytes) + (scope < 0 ? "" : host.substring(scope));
    }

    private static String host(String text, String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            String address = host.substring(1, host.length() - 1);
            if (address.indexOf(':') < 0) {
                throw new IllegalArgumentException("'" + address + "' is not an IPv6 address, so it needs no brackets");
            }
            return address;
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
        return AddressText.withPort(host, port);
    }
}
