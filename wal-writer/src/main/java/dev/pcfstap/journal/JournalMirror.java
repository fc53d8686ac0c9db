package dev.pcfstap.journal;

import dev.pcfstap.tap.AddressText;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Copies a growing journal from a {@link JournalServer}, byte for byte. Every checksum and sequence is verified before it is
 * written. It goes on where the destination stops; what is there is verified first. Confined to one thread, except {@link
 * #close}.
 */
public final class JournalMirror implements Closeable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int SILENCE_TIMEOUT_MILLIS = 30_000;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int LOGIN_BYTES = 256;

    private final Socket socket;
    private final MirrorDestination destination;
    private final Consumer<MirrorProgress> listener;
    private final DataInputStream in;
    private final OutputStream signs;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private long behindBytes = -1;
    private volatile boolean closed;

    private JournalMirror(
            Socket socket,
            MirrorDestination destination,
            Consumer<MirrorProgress> listener,
            DataInputStream in,
            OutputStream signs) {
        this.socket = socket;
        this.destination = destination;
        this.listener = listener;
        this.in = in;
        this.signs = signs;
    }

    /** Looks at what the destination has, connects, and says where to go on. */
    public static JournalMirror connect(
            JournalFiles disk,
            InetSocketAddress source,
            String token,
            Path folder,
            TrailingPolicy onTrailing,
            Consumer<MirrorProgress> listener)
            throws IOException {
        MirrorDestination destination = MirrorDestination.open(disk, folder, onTrailing);
        Socket socket = new Socket();
        try {
            socket.connect(source, CONNECT_TIMEOUT_MILLIS);
            socket.setSoTimeout(SILENCE_TIMEOUT_MILLIS);
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), LOGIN_BYTES));
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
            logIn(in, out, new MirrorLogin(token), destination.place());
            return new JournalMirror(socket, destination, listener, in, socket.getOutputStream());
        } catch (IOException failure) {
            socket.close();
            destination.close();
            throw new IOException("mirror from " + textOf(source) + ": " + reason(failure), failure);
        }
    }

    /** Each end shows the other one that it knows the token. */
    private static void logIn(DataInputStream in, DataOutputStream out, MirrorLogin login, MirrorProtocol.Place place)
            throws IOException {
        byte[] nonce = MirrorLogin.nonce();
        MirrorProtocol.writeHello(out, nonce);
        MirrorProtocol.readAnswer(in);
        byte[] sourceNonce = MirrorProtocol.readExactly(in, MirrorLogin.NONCE_LENGTH);
        MirrorProtocol.writeLogin(out, login.proofOfMirror(nonce, sourceNonce), place);
        MirrorProtocol.readAnswer(in);
        byte[] proof = MirrorProtocol.readExactly(in, MirrorLogin.PROOF_LENGTH);
        if (!MirrorLogin.equal(proof, login.proofOfSource(nonce, sourceNonce))) {
            throw new IOException("whoever answers there does not know the token");
        }
    }

    private static String textOf(InetSocketAddress address) {
        InetAddress known = address.getAddress();
        String host = known == null ? address.getHostString() : AddressText.of(known.getAddress());
        return AddressText.withPort(host, address.getPort());
    }

    /**
     * Copies until {@link #close}, or, unless it is to follow, until nothing is waiting at the source.
     *
     * @throws IOException when the connection breaks, the source is damaged, or something arrives that does not verify
     */
    public void run(boolean follow) throws IOException {
        try {
            boolean more = true;
            while (more && !closed) {
                more = frame() || follow;
            }
            destination.force();
        } catch (SocketTimeoutException silent) {
            throw new IOException("the source has been silent for " + SILENCE_TIMEOUT_MILLIS + " ms", silent);
        } catch (IOException failure) {
            destination.force();
            if (!closed) {
                throw new IOException(reason(failure), failure);
            }
        }
    }

    /** What a failure means where the system's own words are about bytes. */
    private static String reason(IOException failure) {
        return failure instanceof EOFException || failure.getClass() == SocketException.class
                ? "the source ended the connection"
                        + (failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")")
                : String.valueOf(failure.getMessage());
    }

    /** Takes one frame; false when the source says that nothing is waiting. */
    private boolean frame() throws IOException {
        int type = in.readUnsignedByte();
        switch (type) {
            case MirrorProtocol.SEGMENT -> {
                long firstSequence = in.readLong();
                in.readFully(buffer, 0, SegmentLayout.LENGTH);
                destination.beginSegment(firstSequence, buffer);
            }
            case MirrorProtocol.COMMIT -> commit();
            case MirrorProtocol.STATED_HOLE -> destination.stated(in.readLong(), in.readLong());
            case MirrorProtocol.BEHIND -> {
                behindBytes = in.readLong();
                destination.force();
                signs.write(MirrorProtocol.SIGN);
                tell();
            }
            case MirrorProtocol.DAMAGED ->
                throw new IOException("the source is damaged: " + MirrorProtocol.readText(in));
            default -> throw new IOException("unknown frame type " + type + " from the source");
        }
        return type != MirrorProtocol.BEHIND || behindBytes > 0;
    }

    private void commit() throws IOException {
        int length = in.readInt();
        int limit = CommitLayout.MAX_BODY_LENGTH + CommitLayout.OVERHEAD;
        if (length < CommitLayout.OVERHEAD || length > limit) {
            throw new IOException("a commit of " + length + " bytes was announced, the limit is " + limit);
        }
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        in.readFully(buffer, 0, length);
        destination.append(buffer, length);
        behindBytes = Math.max(0, behindBytes - length);
        tell();
    }

    private void tell() {
        listener.accept(new MirrorProgress(destination.copiedBytes(), behindBytes, destination.nextSequence()));
    }

    /** Ends the connection and {@link #run}. Any thread. */
    public void stop() throws IOException {
        closed = true;
        socket.close();
    }

    @Override
    public void close() throws IOException {
        stop();
        destination.close();
    }
}
