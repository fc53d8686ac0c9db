package dev.pcfstap.proxy.relay;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * Whether a connection would come back to where the tap listens: then each would open the next one, until there are no more
 * streams. May ask the system for its interfaces, so not on an event loop.
 */
final class OwnAddress {
    private final InetSocketAddress listening;

    OwnAddress(InetSocketAddress listening) {
        this.listening = listening;
    }

    boolean isAt(InetAddress target, int port) {
        InetAddress own = listening.getAddress();
        if (own == null || port != listening.getPort()) {
            return false;
        }
        if (own.isAnyLocalAddress()) {
            return isOfThisMachine(target); // who listens on all addresses of one family hears those of the other, too
        }
        if (target.isAnyLocalAddress()) {
            return own.isLoopbackAddress() && sameFamily(own, target); // where such a connection goes
        }
        return own.equals(target);
    }

    private static boolean sameFamily(InetAddress one, InetAddress other) {
        return one instanceof Inet6Address == other instanceof Inet6Address;
    }

    private static boolean isOfThisMachine(InetAddress target) {
        try {
            return target.isAnyLocalAddress()
                    || target.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(target) != null;
        } catch (SocketException e) {
            return false; // a machine that cannot tell its interfaces: better a tap that runs
        }
    }
}
