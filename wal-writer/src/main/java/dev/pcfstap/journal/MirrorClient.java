package dev.pcfstap.journal;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * A mirror's connection, as the source sees it: who it is, and since when it owes something. Served by its own thread; {@link
 * #end} and {@link #isOverdue} by any.
 */
final class MirrorClient implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;
    /** More than the system buffers for a connection: when so much has left, something was read. */
    private static final long MAX_BUFFERED_BYTES = 64L << 20;

    private static final long NOTHING_OWED = Long.MAX_VALUE;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final long beganNanos = System.nanoTime();
    private volatile boolean loggedIn;
    private long unsignedBytes;
    private volatile long writingSinceNanos = NOTHING_OWED;
    private volatile long signOwedSinceNanos = NOTHING_OWED;

    MirrorClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new BufferedOutputStream(new Watched(socket.getOutputStream()), BUFFER_BYTES));
    }

    /** Notes since when a write has been waiting for its reader. */
    private final class Watched extends FilterOutputStream {
        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writingSinceNanos = System.nanoTime();
            out.write(bytes, offset, length);
            writingSinceNanos = NOTHING_OWED;
            unsignedBytes += length;
            if (unsignedBytes > MAX_BUFFERED_BYTES && signOwedSinceNanos != NOTHING_OWED) {
                unsignedBytes = 0;
                signOwedSinceNanos = System.nanoTime();
            }
        }
    }

    DataInputStream in() {
        return in;
    }

    DataOutputStream out() {
        return out;
    }

    InetAddress address() {
        return socket.getInetAddress();
    }

    int port() {
        return socket.getPort();
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    void loggedIn() {
        loggedIn = true;
    }

    /** A frame was sent that the mirror is to give a sign for; those it gave so far are read. Its own thread. */
    void owesSign() throws IOException {
        long given = in.skip(in.available());
        if (given > 0 || signOwedSinceNanos == NOTHING_OWED) {
            signOwedSinceNanos = System.nanoTime();
        }
    }

    /** What it has owed for too long; empty when nothing is. */
    String isOverdue(MirrorLimits limits) {
        long now = System.nanoTime();
        if (!loggedIn) {
            return now - beganNanos > limits.login().toNanos()
                    ? "no login within " + limits.login().toMillis() + " ms"
                    : "";
        }
        long silence = limits.silence().toNanos();
        return owed(writingSinceNanos, now) > silence || owed(signOwedSinceNanos, now) > silence
                ? "nothing was read for " + limits.silence().toMillis() + " ms"
                : "";
    }

    private static long owed(long sinceNanos, long nowNanos) {
        return sinceNanos == NOTHING_OWED ? 0 : nowNanos - sinceNanos;
    }

    /** Ends the connection, with a reason if it can be told. */
    void end(String reason) throws IOException {
        try {
            if (!loggedIn) {
                // Its own thread waits for the login, so nobody else writes; and so little fits into any socket.
                MirrorProtocol.writeAnswer(
                        new DataOutputStream(socket.getOutputStream()), MirrorProtocol.REFUSED, reason);
                socket.shutdownOutput();
            }
        } catch (SocketException gone) {
            // It learns of it as it closes.
        } finally {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
