package dev.pcfstap.proxy.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Everything but Linux. */
final class RelayNio extends NioTransport {
    private static final Logger LOG = LogManager.getLogger(RelayNio.class);

    private final SocketSettings settings;

    RelayNio(KeepAlive keepAlive) {
        Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();
        options.put(ChannelOption.SO_KEEPALIVE, keepAlive.isOn());
        if (keepAlive.isOn()) {
            Set<SocketOption<?>> known = known();
            if (known.contains(ExtendedSocketOptions.TCP_KEEPIDLE)
                    && known.contains(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                    && known.contains(ExtendedSocketOptions.TCP_KEEPCOUNT)) {
                options.put(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), keepAlive.idleSeconds());
                options.put(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), keepAlive.intervalSeconds());
                options.put(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), keepAlive.probes());
            } else {
                LOG.warn("this system's own times hold for --keep-alive, as Java cannot set them here");
            }
        }
        settings = new SocketSettings(options);
    }

    private static Set<SocketOption<?>> known() {
        try (SocketChannel channel = SocketChannel.open()) {
            return channel.supportedOptions();
        } catch (IOException e) {
            return Set.of();
        }
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return domainSocket ? super.channelFactory(true) : () -> new NioSocketChannel(inLine(open()));
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return domainSocket ? super.serverChannelFactory(true) : Listener::new;
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

    private static SocketChannel open() {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            throw new ChannelException("a socket could not be made", e);
        }
    }

    /** Urgent data stays among the other bytes, and is forwarded with them. */
    private static SocketChannel inLine(SocketChannel channel) {
        try {
            channel.socket().setOOBInline(true);
        } catch (IOException e) {
            LOG.debug("urgent data of this connection is not forwarded", e);
        }
        return channel;
    }

    /** Netty has no option for urgent data, and keeps the JDK's channel to itself. */
    private static final class Listener extends NioServerSocketChannel {
        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            SocketChannel channel = javaChannel().accept();
            if (channel == null) {
                return 0;
            }
            accepted.add(new NioSocketChannel(this, inLine(channel)));
            return 1;
        }
    }
}
