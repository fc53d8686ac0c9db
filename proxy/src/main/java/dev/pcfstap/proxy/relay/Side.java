package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import java.net.SocketAddress;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * One of a stream's two sockets. Confined to its event loop.
 *
 * <p>Reading is switched with the channel's auto-read rather than {@code pause()}, which would keep up to eight buffers that
 * nobody releases when the socket closes; and writes go to the channel rather than through {@code writeMessage}, which does
 * not release what it still holds when the socket closes. A failed write does not close the socket (auto-close is off): what
 * the peer sent before it went away is still read.
 */
final class Side {
    private static final Logger LOG = LogManager.getLogger(Side.class);

    /** Who is told what happens to the socket. Nothing is said after {@link #closed}. */
    interface Events {

        /** Bytes came; the buffer now belongs to the one who is told. */
        void received(Side side, ByteBuf bytes);

        /** The peer sends no more. */
        void ended(Side side);

        /** The connection is broken: reset by the peer, or timed out. */
        void failed(Side side, Throwable cause);

        /** Some bytes left, or never will. */
        void written(Side side);

        /** A write failed; what the peer sent before may still come. */
        void unwritable(Side side);

        /** The end of stream that {@link #finish} announced has left. */
        void finished(Side side);

        /** The socket is closed, whoever did it. */
        void closed(Side side);

        /** One of the above threw. */
        void bug(Throwable failure);
    }

    private final Direction sends;
    private final ChannelHandlerContext context;
    private final Events events;
    private final WriteBudget budget;

    private long unwrittenBytes;
    private boolean reading = true;
    private boolean congested;
    private boolean inputEnded;
    private boolean unwritable;
    private boolean finishing;
    private boolean finished;
    private boolean closed;

    /** Takes the socket over; it is not read until {@link #read} says so. */
    Side(NetSocketInternal socket, Direction sends, WriteBudget budget, Events events) {
        this.sends = sends;
        this.events = events;
        this.budget = budget;
        this.context = socket.channelHandlerContext();
        ChannelConfig config = context.channel().config();
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        config.setOption(ChannelOption.AUTO_CLOSE, false);
        read(false);
        socket.messageHandler(this::message)
                .eventHandler(this::event)
                .exceptionHandler(this::exception)
                .closeHandler(nothing -> channelClosed());
    }

    /** What the peer sends travels this way. */
    Direction sends() {
        return sends;
    }

    SocketAddress remoteAddress() {
        return context.channel().remoteAddress();
    }

    boolean inputEnded() {
        return inputEnded;
    }

    boolean isUnwritable() {
        return unwritable;
    }

    boolean isFinished() {
        return finished;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether the peer takes its bytes fast enough for more to be read from the other side. */
    boolean keepsUp() {
        int limitBytes = budget.socketLimitBytes();
        congested = unwrittenBytes >= limitBytes || (congested && unwrittenBytes > limitBytes / 2);
        return !congested;
    }

    /** Begins or ceases to read. A socket that fails or ends may deliver a chunk more all the same. */
    void read(boolean on) {
        if (reading != on) {
            reading = on;
            if (!closed) {
                context.channel().config().setAutoRead(on);
            }
        }
    }

    /** Sends the bytes and releases them; those of a socket that is gone are dropped. */
    void write(ByteBuf bytes) {
        if (closed || unwritable || finishing) {
            bytes.release();
            return;
        }
        int lengthBytes = bytes.readableBytes();
        unwrittenBytes += lengthBytes;
        budget.add(lengthBytes);
        context.writeAndFlush(bytes).addListener(write -> {
            unwrittenBytes -= lengthBytes;
            budget.add(-lengthBytes);
            wrote(write.isSuccess());
        });
    }

    /** Ends the stream in this direction once everything that was written before has left. Idempotent. */
    void finish() {
        if (finishing || closed) {
            return;
        }
        finishing = true;
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(lastWrite -> {
            if (lastWrite.isSuccess()) {
                ((DuplexChannel) context.channel()).shutdownOutput().addListener(end -> outputEnded());
            } else {
                wrote(false);
            }
        });
    }

    /** Closes after everything that was written before has left. */
    void closeAfterWrites() {
        read(false);
        if (unwrittenBytes == 0) {
            close();
        } else {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(lastWrite -> close());
        }
    }

    /** Closes at once. */
    void close() {
        if (!closed) {
            ChannelFuture unused = context.close();
        }
    }

    /** Closes at once with a reset; what was not sent yet is dropped. */
    void reset() {
        if (closed) {
            return;
        }
        try {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            LOG.debug("a socket that is already gone cannot be reset", e);
        }
        ChannelFuture unused = context.close();
    }

    private void message(Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            events.received(this, bytes);
        } catch (Throwable failure) {
            events.bug(failure);
        }
    }

    private void event(Object event) {
        try {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                inputEnded = true;
                events.ended(this);
            }
        } catch (Throwable failure) {
            events.bug(failure);
        } finally {
            ReferenceCountUtil.release(event);
        }
    }

    private void exception(Throwable cause) {
        try {
            events.failed(this, cause);
        } catch (Throwable failure) {
            events.bug(failure);
        }
    }

    private void wrote(boolean success) {
        if (closed) {
            return;
        }
        try {
            if (!success && !unwritable) {
                unwritable = true;
                events.unwritable(this);
            }
            events.written(this);
        } catch (Throwable failure) {
            events.bug(failure);
        }
    }

    private void outputEnded() {
        finished = true;
        if (closed) {
            return;
        }
        try {
            events.finished(this);
        } catch (Throwable failure) {
            events.bug(failure);
        }
    }

    private void channelClosed() {
        closed = true;
        try {
            events.closed(this);
        } catch (Throwable failure) {
            events.bug(failure);
        }
    }
}
