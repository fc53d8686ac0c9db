package dev.pcfstap.proxy.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** One end of a conversation: a plain blocking socket that gives up after a while. */
final class Peer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    Peer(Socket socket) throws SocketException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    static Peer connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** With a small receive buffer, so that a peer that does not read is felt soon. */
    static Peer connect(int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return new Peer(socket);
    }

    void says(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    byte[] hears(int lengthBytes) throws IOException {
        return socket.getInputStream().readNBytes(lengthBytes);
    }

    /** Everything up to the end of the stream. */
    byte[] hearsToTheEnd() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    /** One byte, or -1 at the end of the stream. */
    int hearsByte() throws IOException {
        return socket.getInputStream().read();
    }

    void saysNoMore() throws IOException {
        socket.shutdownOutput();
    }

    void resets() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
