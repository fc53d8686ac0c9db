package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.KeepAlive;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.StreamTap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The part of the relay that lives on one event loop: a server, a client, and the streams that were accepted here. */
final class RelayLoop extends VerticleBase {
    private static final Logger LOG = LogManager.getLogger(RelayLoop.class);
    private static final int ACCEPT_BACKLOG = 1024;
    private static final long CLOSE_SECONDS = 2;
    /** Vert.x picks one free port for all servers that ask for this one. */
    private static final int SHARED_FREE_PORT = -1;

    private final Relay relay;
    private final RelayOptions options;
    private final RelaySetting setting;
    private final Set<RelayedStream> streams = new HashSet<>();
    private @Nullable NetServer server;
    private @Nullable NetClient client;
    private @Nullable UpstreamConnector upstream;
    private boolean stopping;

    RelayLoop(Relay relay) {
        this.relay = relay;
        this.setting = relay.setting();
        this.options = setting.options();
    }

    @Override
    public Future<?> start() {
        // Without quick acknowledgements, which Vert.x switches off unless told otherwise, a host learns of a
        // connection on
        // which the console says nothing only after the 200 ms of a delayed acknowledgement.
        NetClient connector = vertx.createNetClient(
                new NetClientOptions().setTcpNoDelay(true).setTcpQuickAck(true).setConnectTimeout((int)
                        options.connectTimeout().toMillis()));
        client = connector;
        upstream = new UpstreamConnector(
                options, new UpstreamLookup(vertx, options.upstream(), relay::upstreamAddresses), connector);
        int port = options.listen().port() == 0
                ? SHARED_FREE_PORT
                : options.listen().port();
        KeepAlive keepAlive = options.keepAlive();
        if (keepAlive.isOn()) {
            vertx.setPeriodic(
                    keepAlive.interval().toMillis(),
                    timer -> List.copyOf(streams).forEach(RelayedStream::lookForLostPeers));
        }
        NetServer listener = vertx.createNetServer(
                new NetServerOptions().setTcpNoDelay(true).setTcpQuickAck(true).setAcceptBacklog(ACCEPT_BACKLOG));
        server = listener;
        return listener.connectHandler(this::accepted)
                .listen(port, relay.listenAddress().getHostAddress())
                .onSuccess(listening -> relay.listening(listening.actualPort()));
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        NetServer listener = server;
        NetClient connector = client;
        if (listener == null || connector == null) {
            return Future.succeededFuture();
        }
        Future<Void> noMore = listener.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS);
        List.copyOf(streams).forEach(RelayedStream::shutDown);
        return noMore.eventually(() -> connector.shutdown(CLOSE_SECONDS, TimeUnit.SECONDS));
    }

    private void accepted(NetSocket socket) {
        NetSocketInternal console = (NetSocketInternal) socket;
        if (stopping || upstream == null) {
            relay.refusals().turnedAway(clientOf(console), "the tap stops");
            refuse(console.channelHandlerContext());
        } else if (relay.admit()) {
            open(console, upstream);
        } else {
            makeRoom(console, upstream);
        }
    }

    /** There are as many streams as there may be: one that is half-closed and idle is ended first, if there is one. */
    private void makeRoom(NetSocketInternal console, UpstreamConnector connector) {
        ChannelHandlerContext context = console.channelHandlerContext();
        context.channel().config().setAutoRead(false);
        setting.halfClosed().endIdleLongest(context.executor(), ended -> {
            if (!ended || stopping || !context.channel().isActive()) {
                tooMany(console);
            } else if (relay.admit()) {
                open(console, connector);
            } else {
                makeRoom(console, connector);
            }
        });
    }

    private void tooMany(NetSocketInternal console) {
        ChannelHandlerContext context = console.channelHandlerContext();
        if (stopping) {
            relay.refusals().turnedAway(clientOf(console), "the tap stops");
        } else if (context.channel().isActive()) {
            relay.refusals().refused(clientOf(console), "there are " + options.maxStreams() + " streams already");
        }
        refuse(context);
    }

    private static String clientOf(NetSocketInternal console) {
        return Endpoint.textOf(console.channelHandlerContext().channel().remoteAddress());
    }

    private void open(NetSocketInternal console, UpstreamConnector connector) {
        ChannelHandlerContext context = console.channelHandlerContext();
        StreamAddresses addresses =
                new StreamAddresses(clientOf(console), options.upstream().toString());
        StreamTap tap = relay.ring().open(setting.clock().epochNanos(), addresses, context.executor());
        RelayedStream[] self = new RelayedStream[1];
        RelayedStream stream = new RelayedStream(console, tap, setting, () -> left(self[0]));
        self[0] = stream;
        streams.add(stream);
        LOG.info("s{} opened: {}", tap.stream(), addresses.client());
        stream.begin(() -> connector.connect(stream::isOpen).onComplete(attempt -> connected(stream, attempt)));
    }

    private void connected(RelayedStream stream, AsyncResult<NetSocket> attempt) {
        if (attempt.succeeded()) {
            setting.faults().unreachable().over("upstream " + options.upstream() + " can be reached again");
            stream.connected((NetSocketInternal) attempt.result());
        } else if (stopping) {
            // Its client was closed under it: that says nothing about the upstream.
            stream.unreachable("the tap stops");
        } else if (!(attempt.cause() instanceof CancellationException)) {
            String why = String.valueOf(attempt.cause().getMessage());
            setting.faults().unreachable().strike("upstream " + why);
            stream.unreachable(why);
        }
    }

    private void left(RelayedStream stream) {
        streams.remove(stream);
        relay.left();
    }

    private static void refuse(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ChannelFuture unused = context.close();
    }
}
