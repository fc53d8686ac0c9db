package dev.pcfstap.proxy.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Picks what Vert.x runs on. */
public final class RelayTransport implements Transport {
    private final io.vertx.core.spi.transport.Transport epoll = new SteadyEpollTransport();

    private RelayTransport() {}

    /** Epoll where it works, else NIO; never io_uring, which stalls when a proxy pauses reads. */
    public static Transport best() {
        return Epoll.isAvailable() ? new RelayTransport() : Transport.NIO;
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public boolean available() {
        return epoll.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return epoll.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return epoll;
    }

    private static final class SteadyEpollTransport extends EpollTransport {
        @Override
        public IoHandlerFactory ioHandlerFactory() {
            IoHandlerFactory factory = EpollIoHandler.newFactory();
            return executor -> new SteadyEpoll(factory.newHandler(executor));
        }
    }
}
