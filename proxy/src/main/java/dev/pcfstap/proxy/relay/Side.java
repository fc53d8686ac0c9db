package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.KeepAlive;
import dev.pcfstap.proxy.transport.PeerLoss;
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
import org.jspecify.annotations.Nullable;

/**
 * One of a stream's two sockets. Confined to its event loop.
 *
 * <p>Reading is switched with the channel's auto-read rather than {@code pause()}, which would keep up to eight buffers that
 * nobody releases when the socket closes; and writes go to the channel rather than through {@code writeMessage}, which does
 * not release what it still holds when the socket closes. A failed write does not close the socket (auto-close is off): what
 * the peer sent before it went away is still read.
 */
final class Side implements BulkTurns.Reader {
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
    private final BulkTurns turns;

    private long unwrittenBytes;
    private boolean reading = true;
    private boolean waitsForTurn;
    private boolean congested;
    private boolean inputEnded;
    private boolean unwritable;
    private boolean lost;
    private boolean finishing;
    private boolean finished;
    private boolean closed;

    /** Takes the socket over; it is not read until {@link #read} says so. */
    Side(NetSocketInternal socket, Direction sends, RelaySetting setting, Events events) {
        this.sends = sends;
        this.events = events;
        this.budget = setting.budget();
        this.turns = setting.turns();
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

    /** Whether the connection failed because the peer does not answer any more. */
    boolean isLost() {
        return lost;
    }

    /** Whether the peer has left what it was sent unacknowledged for so long that it counts as lost; it is from then on. */
    boolean isSilent(KeepAlive keepAlive) {
        lost = lost || (!closed && PeerLoss.isSilent(context.channel(), keepAlive));
        return lost;
    }

    /** Whether everything that was to be sent has left for the kernel. */
    boolean hasWritten() {
        return unwrittenBytes == 0;
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
            applyReading();
        }
    }

    @Override
    public void turnCame() {
        waitsForTurn = false;
        applyReading();
    }

    private void applyReading() {
        if (!closed) {
            context.channel().config().setAutoRead(reading && !waitsForTurn);
        }
    }

    /** What fills a buffer has more behind it: when many sockets do that, each waits for its turn. */
    private void takeTurns(ByteBuf read) {
        if (!read.isWritable() && !waitsForTurn && !turns.mayGoOn(this, context.executor())) {
            waitsForTurn = true;
            applyReading();
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
            wrote(write.cause());
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
                wrote(lastWrite.cause());
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
            takeTurns(bytes);
            events.received(this, ReadBuffers.fitted(bytes));
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
        lost = lost || PeerLoss.isLoss(cause);
        try {
            events.failed(this, cause);
        } catch (Throwable failure) {
            events.bug(failure);
        }
    }

    private void wrote(@Nullable Throwable failure) {
        if (closed) {
            return;
        }
        try {
            if (failure != null && !unwritable) {
                unwritable = true;
                lost = lost || PeerLoss.isLoss(failure);
                events.unwritable(this);
            }
            events.written(this);
        } catch (Throwable bug) {
            events.bug(bug);
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
        turns.leave(this);
        try {
            events.closed(this);
        } catch (Throwable failure) {
            events.bug(failure);
        }
    }
}
