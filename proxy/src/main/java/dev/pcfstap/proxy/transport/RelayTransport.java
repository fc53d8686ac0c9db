package dev.pcfstap.proxy.transport;

import io.netty.channel.epoll.Epoll;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Picks what Vert.x runs on, and sets what the relay's sockets need. */
public final class RelayTransport implements Transport {
    private final String name;
    private final io.vertx.core.spi.transport.Transport implementation;

    private RelayTransport(String name, io.vertx.core.spi.transport.Transport implementation) {
        this.name = name;
        this.implementation = implementation;
    }

    /** Epoll where it works, else NIO; never io_uring, which stalls when a proxy pauses reads. */
    public static Transport best(KeepAlive keepAlive) {
        return Epoll.isAvailable() ? new RelayTransport("epoll", new RelayEpoll(keepAlive)) : nio(keepAlive);
    }

    /** What works everywhere. */
    static Transport nio(KeepAlive keepAlive) {
        return new RelayTransport("nio", new RelayNio(keepAlive));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean available() {
        return implementation.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return implementation.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return implementation;
    }
}
