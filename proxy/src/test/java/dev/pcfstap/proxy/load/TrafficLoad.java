package dev.pcfstap.proxy.load;

import dev.pcfstap.fixtures.tape.TapeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Consoles and their host, as many streams at once as there are consoles: when one ends, the next begins. Goes on until
 * {@link #expectTheEnd} was called and the connections break, or until {@link #finish}.
 */
public final class TrafficLoad implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ACCEPT_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 30_000;
    private static final int JOIN_MILLIS = 20_000;

    private final ServerSocket host;
    private final AtomicLong seeds;
    private final List<Thread> consoles = new ArrayList<>();
    private final Queue<Thread> hosts = new ConcurrentLinkedQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Queue<LoadStream> streams = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Object pairing = new Object();
    private volatile boolean endExpected;
    private volatile boolean finishing;
    private volatile long pauseNanos;

    private TrafficLoad(ServerSocket host, long seed) {
        this.host = host;
        this.seeds = new AtomicLong(seed);
    }

    /** Listens as the host. */
    public static TrafficLoad listen(long seed) throws IOException {
        ServerSocket host = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        host.setSoTimeout(ACCEPT_MILLIS);
        return new TrafficLoad(host, seed);
    }

    /** Where the host listens. */
    public int hostPort() {
        return host.getLocalPort();
    }

    /** Lets so many consoles connect to a proxy. */
    public void begin(int proxyPort, int consoleCount) {
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort);
        for (int i = 0; i < consoleCount; i++) {
            consoles.add(start("console-" + i, () -> console(proxy)));
        }
    }

    /** Steps that have arrived, of all streams. */
    public long arrivedSteps() {
        long arrived = 0;
        for (LoadStream stream : streams) {
            for (int i = 0; i < stream.steps() && stream.arrived(i); i++) {
                arrived++;
            }
        }
        return arrived;
    }

    /** Bytes that have arrived, of all streams. */
    public long arrivedBytes() {
        long arrived = 0;
        for (LoadStream stream : streams) {
            for (int i = 0; i < stream.steps() && stream.arrived(i); i++) {
                arrived += stream.lengthBytes(i);
            }
        }
        return arrived;
    }

    /** From now on broken connections are no failure. */
    public void expectTheEnd() {
        endExpected = true;
    }

    /** Consoles wait so long before each step. */
    public void slowDown(Duration pause) {
        pauseNanos = pause.toNanos();
    }

    private void pause() {
        if (pauseNanos > 0) {
            LockSupport.parkNanos(pauseNanos);
        }
    }

    /** Lets the streams that run come to their ends, as fast as they can, and begins no other. */
    public void finish() {
        pauseNanos = 0;
        finishing = true;
        join();
    }

    /** Waits until all sides have noticed the end; then the streams in the order in which they were connected. */
    public List<LoadStream> join() {
        if (endExpected) {
            closeSockets();
        }
        consoles.forEach(TrafficLoad::join);
        hosts.forEach(TrafficLoad::join);
        return List.copyOf(streams);
    }

    /** What must not have happened: changed bytes, or connections that broke before {@link #expectTheEnd}. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    private void console(InetSocketAddress proxy) {
        while (!endExpected && !finishing) {
            LoadStream stream = new LoadStream(seeds.getAndIncrement());
            try (Socket console = connect(proxy, stream)) {
                stream.play(console, TapeKind.TO_HOST, this::pause);
            } catch (IOException broken) {
                broken(stream, broken);
            }
        }
    }

    /** One stream at a time, so that it is known which connection at the host belongs to it. */
    private Socket connect(InetSocketAddress proxy, LoadStream stream) throws IOException {
        synchronized (pairing) {
            Socket console = prepared(new Socket());
            try {
                console.connect(proxy, CONNECT_MILLIS);
                stream.connected(console.getLocalPort());
                streams.add(stream);
                Socket accepted = prepared(host.accept());
                hosts.add(start("host", () -> host(accepted, stream)));
                return console;
            } catch (IOException failure) {
                console.close();
                throw failure;
            }
        }
    }

    private Socket prepared(Socket socket) throws IOException {
        sockets.add(socket);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(SILENCE_MILLIS);
        return socket;
    }

    private void host(Socket accepted, LoadStream stream) {
        try (accepted) {
            stream.play(accepted, TapeKind.TO_CONSOLE, () -> {});
        } catch (IOException broken) {
            broken(stream, broken);
        }
    }

    private void broken(LoadStream stream, IOException failure) {
        boolean changed = failure instanceof LoadStream.ChangedTrafficException;
        if (changed || !endExpected) {
            failures.add(stream + ": " + failure);
            endExpected = true;
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException(thread.getName() + " does not end");
        }
    }

    private void closeSockets() {
        try {
            host.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        endExpected = true;
        closeSockets();
    }
}
