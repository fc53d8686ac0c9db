package dev.pcfstap.journal;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Lets others copy a journal folder over TCP while it grows: {@link MirrorProtocol}. Read-only. On any address but loopback a
 * token is asked for. One thread a connection, sixteen connections at most. Any thread may close it.
 */
public final class JournalServer implements Closeable {
    private static final long REST_NANOS = 10_000_000;
    private static final Logger LOG = LogManager.getLogger(JournalServer.class);
    private static final int MAX_CONNECTIONS = 16;
    private static final int HELLO_TIMEOUT_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 256 << 10;

    private final JournalFiles disk;
    private final Path folder;
    private final byte[] token;
    private final ServerSocket listener;
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private JournalServer(JournalFiles disk, Path folder, String token, ServerSocket listener) {
        this.disk = disk;
        this.folder = folder;
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.listener = listener;
    }

    /**
     * Listens and serves until it is closed.
     *
     * @param token what a mirror must know; may be empty on a loopback address only
     */
    public static JournalServer start(JournalFiles disk, Path folder, InetSocketAddress address, String token)
            throws IOException {
        if (address.getAddress() == null) {
            throw new IOException("unknown host " + address.getHostString());
        }
        if (token.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new IOException("a token is needed to serve a journal on " + address + ", which is not loopback");
        }
        if (!disk.isFolder(folder)) {
            throw new IOException(folder + ": no such journal folder");
        }
        ServerSocket listener = new ServerSocket();
        try {
            listener.bind(address);
        } catch (IOException failure) {
            listener.close();
            throw new IOException("cannot listen on " + address + ": " + failure.getMessage(), failure);
        }
        JournalServer server = new JournalServer(disk, folder, token, listener);
        daemon("journal-server", server::accept);
        return server;
    }

    /** The port that it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (places.tryAcquire()) {
                    connections.add(socket);
                    daemon("journal-server-" + socket.getPort(), () -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException closed) {
                LOG.debug("journal server: {}", closed.toString());
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(HELLO_TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
            byte[] greeting = MirrorProtocol.readGreeting(in);
            // All of it, or the answer is lost with the connection that is closed on what nobody read.
            MirrorProtocol.Place place = MirrorProtocol.readPlace(in);
            if (!MessageDigest.isEqual(greeting, token)) {
                MirrorProtocol.writeAnswer(out, MirrorProtocol.REFUSED, "wrong token");
                return;
            }
            new MirrorFeed(disk, folder, place, out, listener::isClosed).run();
        } catch (IOException ended) {
            LOG.debug("journal mirror at {} ended: {}", socket.getRemoteSocketAddress(), ended.toString());
        } finally {
            connections.remove(socket);
            places.release();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
