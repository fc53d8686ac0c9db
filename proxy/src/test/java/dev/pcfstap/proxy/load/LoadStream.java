package dev.pcfstap.proxy.load;

import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One stream of a load. Its steps are done in their order: the sender of a step writes it, and its receiver, who goes on only
 * then, has all of it and has compared it. One thread a side plays it; afterwards any thread may look.
 */
public final class LoadStream {
    private static final long NOT_YET = 0;

    private final List<TapeRecord> steps;
    private final AtomicLongArray sentNanos;
    private final AtomicLongArray arrivedNanos;
    private volatile int consolePort;

    LoadStream(long seed) {
        steps = LoadScript.of(seed);
        sentNanos = new AtomicLongArray(steps.size());
        arrivedNanos = new AtomicLongArray(steps.size());
    }

    void connected(int port) {
        consolePort = port;
    }

    /** The port from which the console connected to the proxy. */
    public int consolePort() {
        return consolePort;
    }

    /**
     * One side's part: what it sends is of this kind, what it receives is of the other. Ends where the script ends.
     *
     * @param beforeSending is run before each step
     */
    void play(Socket socket, TapeKind own, Runnable beforeSending) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < steps.size(); i++) {
            TapeRecord step = steps.get(i);
            if (step.kind() == own) {
                beforeSending.run();
                sentNanos.set(i, System.nanoTime());
                out.write(step.bytes());
            } else {
                receive(in, i);
            }
        }
        socket.shutdownOutput();
        if (in.read() >= 0) {
            throw new ChangedTrafficException("bytes behind the end of " + this);
        }
    }

    private void receive(InputStream in, int index) throws IOException {
        byte[] expected = steps.get(index).bytes();
        byte[] arrived = in.readNBytes(expected.length);
        if (Arrays.mismatch(arrived, 0, arrived.length, expected, 0, arrived.length) >= 0) {
            throw new ChangedTrafficException("step " + index + " of " + this + " arrived as something else");
        }
        if (arrived.length < expected.length) {
            throw new IOException("the connection ended in step " + index);
        }
        arrivedNanos.set(index, System.nanoTime());
    }

    /** How many steps there are. */
    public int steps() {
        return steps.size();
    }

    /** A step's direction. */
    public TapeKind kind(int step) {
        return steps.get(step).kind();
    }

    /** A step's length. */
    public int lengthBytes(int step) {
        return steps.get(step).bytes().length;
    }

    /** Whether its sender began to write it. */
    public boolean sent(int step) {
        return sentNanos.get(step) != NOT_YET;
    }

    /** A time, as of {@link System#nanoTime}, before its first byte left its sender. Only for a step that was sent. */
    public long sentNanos(int step) {
        return sentNanos.get(step);
    }

    /** Whether its receiver has all of it. */
    public boolean arrived(int step) {
        return arrivedNanos.get(step) != NOT_YET;
    }

    /** A time after its last byte was with its receiver. Only for a step that arrived. */
    public long arrivedNanos(int step) {
        return arrivedNanos.get(step);
    }

    /** Everything that one side may have sent: the steps whose writing began. */
    public byte[] sentBytes(TapeKind direction) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < steps.size() && sent(i); i++) {
            if (kind(i) == direction) {
                all.writeBytes(steps.get(i).bytes());
            }
        }
        return all.toByteArray();
    }

    @Override
    public String toString() {
        return "the stream from port " + consolePort;
    }

    /** The proxy did what it must never do. */
    static final class ChangedTrafficException extends IOException {
        private static final long serialVersionUID = 1;

        ChangedTrafficException(String message) {
            super(message);
        }
    }
}
