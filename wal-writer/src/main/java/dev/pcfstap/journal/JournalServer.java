package dev.pcfstap.journal;

import dev.pcfstap.tap.AddressText;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Lets others copy a journal folder over TCP while it grows: {@link MirrorProtocol}. Read-only. On any address but loopback a
 * token is asked for. One thread a connection, so many as {@link MirrorLimits} says; one more thread looks after those that
 * owe something for too long. Any thread may close it.
 */
public final class JournalServer implements Closeable {
    private static final long REST_NANOS = 10_000_000;
    private static final long LOOK_NANOS = 100_000_000;
    private static final Logger LOG = LogManager.getLogger(JournalServer.class);

    private final JournalFiles disk;
    private final Path folder;
    private final MirrorLogin login;
    private final MirrorLimits limits;
    private final ServerSocket listener;

    /** In the order in which they came; guarded by itself. */
    private final Set<MirrorClient> clients = new LinkedHashSet<>();

    private JournalServer(
            JournalFiles disk, Path folder, MirrorLogin login, MirrorLimits limits, ServerSocket listener) {
        this.disk = disk;
        this.folder = folder;
        this.login = login;
        this.limits = limits;
        this.listener = listener;
    }

    /**
     * Listens and serves until it is closed.
     *
     * @param token what a mirror must know; may be empty on a loopback address only
     */
    public static JournalServer start(JournalFiles disk, Path folder, InetSocketAddress address, String token)
            throws IOException {
        return start(disk, folder, address, token, MirrorLimits.DEFAULT);
    }

    static JournalServer start(
            JournalFiles disk, Path folder, InetSocketAddress address, String token, MirrorLimits limits)
            throws IOException {
        if (address.getAddress() == null) {
            throw new IOException("unknown host " + address.getHostString());
        }
        String text = AddressText.withPort(AddressText.of(address.getAddress().getAddress()), address.getPort());
        if (token.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new IOException("a token is needed to serve a journal on " + text + ", which is not loopback");
        }
        if (!disk.isFolder(folder)) {
            throw new IOException(folder + ": no such journal folder");
        }
        ServerSocket listener = new ServerSocket();
        try {
            listener.bind(address);
        } catch (IOException failure) {
            listener.close();
            throw new IOException("cannot listen on " + text + ": " + failure.getMessage(), failure);
        }
        JournalServer server = new JournalServer(disk, folder, new MirrorLogin(token), limits, listener);
        daemon("journal-server", server::accept);
        daemon("journal-server-watch", server::watch);
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
                try {
                    MirrorClient client = new MirrorClient(socket);
                    enter(client);
                    daemon("journal-server-" + client.port(), () -> serve(client));
                } catch (IOException gone) {
                    socket.close();
                }
            } catch (IOException closed) {
                LOG.debug("journal server: {}", closed.toString());
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }

    /** Whoever does not log in makes room for those who may. */
    private void enter(MirrorClient client) {
        List<MirrorClient> waiting;
        synchronized (clients) {
            clients.add(client);
            waiting = clients.stream().filter(other -> !other.isLoggedIn()).toList();
        }
        if (waiting.size() > limits.logins()) {
            end(waiting.get(0), "others want to log in");
        }
    }

    private void watch() {
        while (!listener.isClosed()) {
            List<MirrorClient> all;
            synchronized (clients) {
                all = List.copyOf(clients);
            }
            for (MirrorClient client : all) {
                String overdue = client.isOverdue(limits);
                if (!overdue.isEmpty()) {
                    end(client, overdue);
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void end(MirrorClient client, String reason) {
        if (client.isLoggedIn()) {
            LOG.warn("the mirror at {} is left: {}", textOf(client), reason);
        }
        try {
            client.end(reason);
        } catch (IOException gone) {
            LOG.debug("journal server: {}", gone.toString());
        }
    }

    private void serve(MirrorClient client) {
        try (client) {
            byte[] mirrorNonce = MirrorProtocol.readHello(client.in());
            byte[] ownNonce = MirrorLogin.nonce();
            MirrorProtocol.writeAnswer(client.out(), MirrorProtocol.WELCOME, "");
            client.out().write(ownNonce);
            client.out().flush();
            byte[] proof = MirrorProtocol.readExactly(client.in(), MirrorLogin.PROOF_LENGTH);
            // All of it, or the answer is lost with the connection that is closed on what nobody read.
            MirrorProtocol.Place place = MirrorProtocol.readPlace(client.in());
            String refusal = MirrorLogin.equal(proof, login.proofOfMirror(mirrorNonce, ownNonce))
                    ? admit(client)
                    : "wrong token";
            if (refusal.isEmpty()) {
                byte[] ownProof = login.proofOfSource(mirrorNonce, ownNonce);
                new MirrorFeed(disk, folder, place, ownProof, client, listener::isClosed).run();
            } else {
                MirrorProtocol.writeAnswer(client.out(), MirrorProtocol.REFUSED, refusal);
            }
        } catch (MirrorProtocol.WrongVersion stranger) {
            end(client, String.valueOf(stranger.getMessage()));
        } catch (IOException ended) {
            LOG.debug("journal mirror at {} ended: {}", textOf(client), ended.toString());
        } finally {
            synchronized (clients) {
                clients.remove(client);
            }
        }
    }

    /** Gives it one of the places for mirrors; says why not if there is none. */
    private String admit(MirrorClient client) {
        synchronized (clients) {
            List<MirrorClient> served =
                    clients.stream().filter(MirrorClient::isLoggedIn).toList();
            long sameAddress = served.stream()
                    .filter(other -> other.address().equals(client.address()))
                    .count();
            if (served.size() >= limits.mirrors() || sameAddress >= limits.mirrorsOfAddress()) {
                return served.size() + " mirrors are served already, " + sameAddress + " of them from this address";
            }
            client.loggedIn();
            return "";
        }
    }

    private static String textOf(MirrorClient client) {
        return AddressText.withPort(AddressText.of(client.address().getAddress()), client.port());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        List<MirrorClient> all;
        synchronized (clients) {
            all = List.copyOf(clients);
        }
        for (MirrorClient client : all) {
            client.close();
        }
    }
}
