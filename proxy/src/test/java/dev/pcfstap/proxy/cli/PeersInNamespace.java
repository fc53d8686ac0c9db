package dev.pcfstap.proxy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A host and its console in a process of their own, driven by lines on standard input; each line of standard output says what has
 * happened.
 */
final class PeersInNamespace {
    private PeersInNamespace() {}

    /** Arguments: where the host listens. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getByName(arguments[0]))) {
            say("host " + listener.getLocalPort());
            Socket host = new Socket();
            String order;
            while ((order = orders.readLine()) != null) {
                String[] words = order.split(" ", -1);
                if (words[0].equals("connect")) {
                    host = connect(listener, words[1], Integer.parseInt(words[2]));
                } else {
                    host.getOutputStream().write(1);
                }
            }
        }
    }

    private static Socket connect(ServerSocket listener, String address, int port) throws IOException {
        Socket console = new Socket(address, port);
        console.getOutputStream().write(1);
        Socket host = listener.accept();
        host.getInputStream().read();
        host.getOutputStream().write(1);
        console.getInputStream().read();
        say("connected " + console.getLocalPort() + " " + host.getLocalPort());
        listen("console", console);
        listen("host", host);
        return host;
    }

    private static void listen(String name, Socket socket) {
        Thread thread = new Thread(() -> {
            try {
                while (socket.getInputStream().read() >= 0) {
                    say(name + " hears");
                }
                say(name + " ends");
            } catch (IOException e) {
                say(name + " " + e.getMessage());
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
