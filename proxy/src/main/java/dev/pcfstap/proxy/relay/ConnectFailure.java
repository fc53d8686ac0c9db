package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.NoHandles;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The host could not be reached; the message says why, in a few words. */
final class ConnectFailure extends IOException {
    private static final long serialVersionUID = 1;

    private ConnectFailure(RelayOptions options, String why) {
        super(options.upstream() + ": " + why);
    }

    /** No address is known. */
    static ConnectFailure ofLookup(RelayOptions options, Throwable cause) {
        if (cause instanceof TimeoutException) {
            return new ConnectFailure(
                    options,
                    "the name was not found within " + options.connectTimeout().toMillis() + "ms");
        }
        return new ConnectFailure(options, reason(cause, 0));
    }

    /** Each address failed, for the reasons that {@link #describe} gave. */
    static ConnectFailure ofAll(RelayOptions options, List<String> failures) {
        return new ConnectFailure(options, String.join("; ", failures));
    }

    /** Why one address failed; which one that was, unless it is the upstream as it was given. */
    static String describe(RelayOptions options, InetAddress address, int timeoutMillis, Throwable cause) {
        String text = Endpoint.textOf(address);
        String reason = reason(cause, timeoutMillis);
        return text.equals(options.upstream().host()) ? reason : text + ": " + reason;
    }

    private static String reason(Throwable cause, int timeoutMillis) {
        if (cause instanceof ConnectTimeoutException) {
            return "no answer within " + timeoutMillis + "ms";
        }
        if (cause instanceof UnknownHostException) {
            return "no such host";
        }
        if (cause instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (NoHandles.isWhy(cause)) {
            return NoHandles.REASON;
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
