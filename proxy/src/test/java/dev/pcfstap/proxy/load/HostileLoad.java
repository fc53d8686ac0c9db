package dev.pcfstap.proxy.load;

import dev.pcfstap.fixtures.packet.FileFacts;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Consoles and a host that want a recorder to remember as much as they can make it, and one honest console beside them. All
 * sockets of the hostile streams are on one thread; what arrives is only counted. The honest console is on its caller's.
 */
@SuppressWarnings("EnumOrdinal") // a packet's id names the kind, on this side and on the other
public final class HostileLoad implements AutoCloseable {
    private static final int SILENCE_MILLIS = 60_000;
    private static final byte[] STAT = Requests.standard().statFile(3);
    private static final byte[] STAT_ANSWER = Responses.standard().stat(FileFacts.of(FileFacts.FILE, 0x666, 7));
    private static final int PACKET_BYTES = 1 << 20;
    private static final int GARBAGE_BYTES = 3 << 19;
    private static final int FILES = 3000;

    /** What a hostile stream does. */
    public enum Kind {
        /** The beginning of a packet of a mebibyte, both ways, and then nothing. */
        HALF_PACKETS,
        /** Bytes that are no packets, both ways. */
        GARBAGE,
        /** Many requests with long paths that nobody answers. */
        UNANSWERED,
        /** Many files that are opened and never closed. */
        OPEN_FILES
    }

    private final Selector selector = Selector.open();
    private final ServerSocketChannel host = ServerSocketChannel.open();
    private final AtomicLong arrivedBytes = new AtomicLong();
    private final ByteBuffer rubbish = ByteBuffer.allocateDirect(256 << 10);
    private final List<SocketChannel> consoles = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "hostile-load");
    private final List<byte[]> said =
            Arrays.stream(Kind.values()).map(HostileLoad::says).toList();
    private final byte[] answers = opened();
    private long expectedBytes;
    private volatile boolean closed;

    /** One end of a connection. */
    private static final class End {
        private @Nullable ByteBuffer toSend;
        private boolean honest;
        private boolean known;
        private long heardBytes;
        private long answered;
    }

    private HostileLoad() throws IOException {
        host.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        host.configureBlocking(false);
        host.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
    }

    /** Listens as the host. */
    public static HostileLoad listen() throws IOException {
        HostileLoad load = new HostileLoad();
        load.thread.start();
        return load;
    }

    /** Where the host listens. */
    public int hostPort() throws IOException {
        return ((InetSocketAddress) host.getLocalAddress()).getPort();
    }

    /** Connects so many hostile consoles, which begin at once. */
    public void begin(int proxyPort, Kind kind, int streams) throws IOException {
        for (int i = 0; i < streams; i++) {
            SocketChannel console =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort));
            console.configureBlocking(false);
            End end = new End();
            end.known = true;
            end.toSend = ByteBuffer.wrap(toHost(kind));
            synchronized (consoles) {
                consoles.add(console);
                expectedBytes += end.toSend.remaining() + (long) toConsole(kind).length;
            }
            selector.wakeup();
            console.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE, end);
        }
    }

    /** Whether everything that the hostile streams have to say has arrived at the other end. */
    public boolean isAllSaid() {
        synchronized (consoles) {
            return arrivedBytes.get() >= expectedBytes;
        }
    }

    /** Bytes of hostile streams that have arrived. */
    public long arrivedBytes() {
        return arrivedBytes.get();
    }

    /** The hostile consoles go. */
    public void hangUp() throws IOException {
        synchronized (consoles) {
            for (SocketChannel console : consoles) {
                console.close();
            }
            consoles.clear();
            expectedBytes = 0;
        }
    }

    /**
     * An honest console, which asks one thing after the other.
     *
     * @return how many answers it got
     */
    public int honest(int proxyPort, int requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxyPort)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SILENCE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[STAT_ANSWER.length];
            for (int i = 0; i < requests; i++) {
                socket.getOutputStream().write(STAT);
                try {
                    in.readFully(answer);
                } catch (SocketTimeoutException e) {
                    return i;
                }
            }
            return requests;
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(1000);
                for (SelectionKey key : selector.selectedKeys()) {
                    handle(key);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClosedSelectorException e) {
            // The end.
        }
    }

    private void handle(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            SocketChannel accepted = host.accept();
            if (accepted != null) {
                accepted.configureBlocking(false);
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                accepted.register(selector, SelectionKey.OP_READ, new End());
            }
            return;
        }
        try {
            End end = (End) key.attachment();
            SocketChannel channel = (SocketChannel) key.channel();
            if (key.isReadable()) {
                read(channel, end);
            }
            if (key.isValid()) {
                write(key, channel, end);
            }
        } catch (IOException e) {
            key.cancel();
            key.channel().close();
        }
    }

    private void read(SocketChannel channel, End end) throws IOException {
        rubbish.clear();
        int count = channel.read(rubbish);
        if (count < 0) {
            channel.close();
            return;
        }
        if (count > 0 && !end.known) {
            meet(end, rubbish.getInt(4));
        }
        end.heardBytes += count;
        if (end.honest) {
            long asked = end.heardBytes / STAT.length;
            ByteBuffer stats = ByteBuffer.allocate((int) (asked - end.answered) * STAT_ANSWER.length);
            for (; end.answered < asked; end.answered++) {
                stats.put(STAT_ANSWER);
            }
            end.toSend = stats.flip();
        } else {
            arrivedBytes.addAndGet(count);
        }
    }

    /** The host learns what kind of console this is. */
    private void meet(End end, int packetId) {
        end.known = true;
        end.honest = packetId == 0;
        if (!end.honest) {
            end.toSend = ByteBuffer.wrap(toConsole(Kind.values()[packetId - 1]));
        }
    }

    private void write(SelectionKey key, SocketChannel channel, End end) throws IOException {
        ByteBuffer next = end.toSend;
        if (next != null && next.hasRemaining()) {
            channel.write(next);
        }
        boolean more = next != null && next.hasRemaining();
        key.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private byte[] toConsole(Kind kind) {
        return switch (kind) {
            case HALF_PACKETS, GARBAGE -> toHost(kind);
            case UNANSWERED -> new byte[0];
            case OPEN_FILES -> answers;
        };
    }

    private byte[] toHost(Kind kind) {
        return said.get(kind.ordinal());
    }

    /** What a console of this kind says. Where a packet has its id, the host finds the kind. */
    private static byte[] says(Kind kind) {
        int id = kind.ordinal() + 1;
        return switch (kind) {
            case HALF_PACKETS ->
                ByteBuffer.allocate(PACKET_BYTES - 64)
                        .putInt(0, PACKET_BYTES - 32)
                        .putInt(4, id)
                        .array();
            case GARBAGE -> {
                byte[] bytes = new byte[GARBAGE_BYTES];
                new Random(1).nextBytes(bytes);
                yield ByteBuffer.wrap(bytes).putInt(0, -1).putInt(4, id).array();
            }
            case UNANSWERED, OPEN_FILES -> {
                byte[] open = Requests.standard().packetId(id).openFile("/" + "x".repeat(500), "r");
                ByteBuffer many = ByteBuffer.allocate(FILES * open.length);
                for (int i = 0; i < FILES; i++) {
                    many.put(open);
                }
                yield many.array();
            }
        };
    }

    private static byte[] opened() {
        ByteBuffer many = ByteBuffer.allocate(FILES * Responses.standard().fd(0, 0).length);
        for (int i = 0; i < FILES; i++) {
            many.put(Responses.standard().fd(0, i + 1));
        }
        return many.array();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.close();
        host.close();
        hangUp();
    }
}
