package dev.pcfstap.proxy.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What every socket of the relay has before its first byte is read. Immutable; any thread.
 *
 * <p>A read takes what is there, up to {@link #READ_BYTES}: some hosts take each read of theirs for a whole request, so what
 * left the console in one piece has to arrive in one. Netty's own buffers begin at 2,048 bytes, or below, and grow with what comes.
 *
 * <p>One read for each turn of the event loop: a stream that always has more to read keeps the others waiting no longer than
 * that takes.
 */
final class SocketSettings {
    static final int READ_BYTES = 64 << 10;
    private static final int READS_PER_TURN = 1;

    private final Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();

    @SuppressWarnings("deprecation") // Netty has named no successor
    SocketSettings(Map<ChannelOption<?>, Object> more) {
        RecvByteBufAllocator reads = new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_PER_TURN);
        options.put(ChannelOption.RCVBUF_ALLOCATOR, reads);
        options.putAll(more);
    }

    void applyTo(ServerBootstrap server) {
        server.handler(new AcceptPause());
        options.forEach((option, value) -> server.childOption(untyped(option), value));
    }

    void applyTo(Bootstrap client) {
        options.forEach((option, value) -> client.option(untyped(option), value));
    }

    /** Each option is put in with a value of its type. */
    @SuppressWarnings("unchecked")
    private static ChannelOption<Object> untyped(ChannelOption<?> option) {
        return (ChannelOption<Object>) option;
    }
}
