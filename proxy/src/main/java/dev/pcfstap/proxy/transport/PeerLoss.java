package dev.pcfstap.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.unix.Errors;
import java.net.NoRouteToHostException;
import java.util.Set;

/** Tells a peer that is gone without a word from one that reset its connection. */
public final class PeerLoss {
    /**
     * Linux, negative as Netty has them: ENETDOWN, ENETUNREACH, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH. Probes without an answer end in the
     * third, or in what a router or the neighbour table said meanwhile.
     */
    private static final Set<Integer> SILENCE = Set.of(-100, -101, -110, -112, -113);

    private PeerLoss() {}

    /** Whether a connection failed because nothing came from the peer any more. Any thread. */
    public static boolean isLoss(Throwable failure) {
        if (failure instanceof Errors.NativeIoException io) {
            return SILENCE.contains(io.expectedErr());
        }
        String message = String.valueOf(failure.getMessage());
        return failure instanceof NoRouteToHostException
                || message.contains("timed out")
                || message.contains("No route to host")
                || message.contains("unreachable");
    }

    /**
     * Whether the peer has acknowledged nothing for as long as probes of an idle connection would take, although it was asked again and
     * again. The kernel sends no probes while bytes are unacknowledged, and goes on sending those for a quarter of an hour.
     *
     * <p>TCP_USER_TIMEOUT would not do: it also ends the connection of a peer that answers, but does not read. Only where there is epoll;
     * elsewhere the kernel's own limit holds. On the socket's event loop.
     */
    public static boolean isSilent(Channel channel, KeepAlive keepAlive) {
        if (!keepAlive.isOn() || !(channel instanceof EpollSocketChannel socket)) {
            return false;
        }
        try {
            EpollTcpInfo info = socket.tcpInfo();
            int unanswered = info.unacked() > 0 ? info.retransmits() : info.probes();
            return unanswered >= keepAlive.probes()
                    && info.lastAckRecv() >= keepAlive.silence().toMillis();
        } catch (ChannelException closed) {
            return false;
        }
    }
}
