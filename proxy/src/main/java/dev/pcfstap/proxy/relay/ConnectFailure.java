package dev.pcfstap.proxy.relay;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** Why the host could not be reached, in a few words. */
final class ConnectFailure {
    private ConnectFailure() {}

    static String describe(RelayOptions options, Throwable cause) {
        return options.upstream() + ": " + reason(options, cause);
    }

    private static String reason(RelayOptions options, Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "no answer within " + options.connectTimeout().toMillis() + "ms";
        }
        if (cause instanceof UnknownHostException) {
            return "no such host";
        }
        if (cause instanceof NoRouteToHostException) {
            return "no route to host";
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof ConnectException && message.contains("Connection refused")) {
            return "connection refused";
        }
        if (message.contains("Connection reset")) {
            return "connection reset";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : message;
    }
}
