package dev.pcfstap.proxy.transport;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * When a connection cannot be accepted, as there are no handles left: nothing is accepted for a second, so that the event loop
 * does not try again and again, and the log has a line. Who connects meanwhile waits with the kernel, and is late, not refused.
 * Netty does the first of that, too, but has a stack in the log for each second. Any event loop.
 */
@ChannelHandler.Sharable
final class AcceptPause extends ChannelInboundHandlerAdapter {
    private static final long PAUSE_SECONDS = 1;

    private final Fault fault = new Fault();

    @Override
    public void channelRead(ChannelHandlerContext context, Object connection) {
        fault.over("connections are accepted again");
        context.fireChannelRead(connection);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fault.strike("a connection has to wait, it cannot be accepted: "
                + (NoHandles.isWhy(cause) ? NoHandles.REASON : cause.toString()));
        ChannelConfig config = context.channel().config();
        if (config.isAutoRead()) {
            config.setAutoRead(false);
            Future<?> unused =
                    context.executor().schedule(() -> config.setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
