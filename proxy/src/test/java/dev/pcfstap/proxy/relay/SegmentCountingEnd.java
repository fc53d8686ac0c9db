package dev.pcfstap.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Ends of connections that know from Linux in how many segments what they heard has come. */
final class SegmentCountingEnd implements AutoCloseable {
    /** struct tcp_info of linux/tcp.h, up to tcpi_data_segs_in and the field behind it. */
    private static final int DATA_SEGMENTS_IN = 152;

    private static final RawUnixChannelOption TCP_INFO =
            new RawUnixChannelOption("TCP_INFO", 6, 11, DATA_SEGMENTS_IN + 8);

    /** One connection. */
    static final class Heard extends SimpleChannelInboundHandler<ByteBuf> {
        private final Channel channel;
        private final AtomicLong bytes = new AtomicLong();

        Heard(Channel channel) {
            this.channel = channel;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            bytes.addAndGet(message.readableBytes());
        }

        long bytes() {
            return bytes.get();
        }

        int segments() {
            ByteBuffer info = channel.config().getOption(TCP_INFO);
            return info.order(ByteOrder.nativeOrder()).getInt(DATA_SEGMENTS_IN);
        }
    }

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<Heard> accepted = new LinkedBlockingQueue<>();

    /** A host; the result is its port. */
    int listen() throws InterruptedException {
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.add(hearing(channel));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    Heard accepted() throws InterruptedException {
        Heard next = accepted.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new IllegalStateException("nobody connected");
        }
        return next;
    }

    /** A console. */
    Heard connect(int port) throws InterruptedException {
        Heard[] heard = new Heard[1];
        ChannelFuture unused = new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        heard[0] = hearing(channel);
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync();
        return heard[0];
    }

    private static Heard hearing(Channel channel) {
        Heard heard = new Heard(channel);
        channel.pipeline().addLast(heard);
        return heard;
    }

    @Override
    public void close() {
        Future<?> unused = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
