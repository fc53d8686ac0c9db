package dev.pcfstap.proxy.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/** Linux. */
final class RelayEpoll extends EpollTransport {
    /** Netty has no name for it; the numbers are Linux's. Urgent data stays among the other bytes, and is forwarded with them. */
    private static final ChannelOption<Integer> SO_OOBINLINE = new IntegerUnixChannelOption("SO_OOBINLINE", 1, 10);

    private final SocketSettings settings;

    RelayEpoll(KeepAlive keepAlive) {
        Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();
        options.put(SO_OOBINLINE, 1);
        options.put(ChannelOption.SO_KEEPALIVE, keepAlive.isOn());
        if (keepAlive.isOn()) {
            options.put(EpollChannelOption.TCP_KEEPIDLE, keepAlive.idleSeconds());
            options.put(EpollChannelOption.TCP_KEEPINTVL, keepAlive.intervalSeconds());
            options.put(EpollChannelOption.TCP_KEEPCNT, keepAlive.probes());
        }
        settings = new SocketSettings(options);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new SteadyEpoll(factory.newHandler(executor));
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        settings.applyTo(bootstrap);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        super.configure(options, connectTimeout, domainSocket, bootstrap);
        settings.applyTo(bootstrap);
    }
}
