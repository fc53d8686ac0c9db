package dev.pcfstap.proxy.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The relay cannot listen; the message is one line for the user. */
public final class ListenException extends IOException {
    private static final long serialVersionUID = 1;

    private ListenException(String message, Throwable cause) {
        super(message, cause);
    }

    static ListenException of(Endpoint endpoint, Throwable cause) {
        return new ListenException("cannot listen on " + endpoint + ": " + reason(cause), cause);
    }

    /**
     * Fails when the endpoint cannot be listened on now. For those who would do harm before they find out, such as empty a
     * file. Blocks while a name is resolved.
     */
    public static void check(Endpoint endpoint) throws ListenException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(endpoint.host(), endpoint.port()));
        } catch (IOException e) {
            throw of(endpoint, e);
        }
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("in use")) {
            return "the port is in use";
        }
        if (message.contains("ermission denied")) {
            return "permission denied";
        }
        if (message.contains("annot assign")) {
            return "this machine does not have that address";
        }
        return message;
    }
}
