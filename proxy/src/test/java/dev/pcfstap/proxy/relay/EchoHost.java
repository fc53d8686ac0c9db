package dev.pcfstap.proxy.relay;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers each connection with what it sends, on threads of its own, until the listener is closed. */
final class EchoHost {
    private EchoHost() {}

    static void on(ServerSocket listener) {
        spawn(() -> {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                spawn(() -> echo(socket));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void echo(Socket socket) throws IOException {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.getInputStream().transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        }
    }

    private static void spawn(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The peer or the test has gone away, which ends this thread's work.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
