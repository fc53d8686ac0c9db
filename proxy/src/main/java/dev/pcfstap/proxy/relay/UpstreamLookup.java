package dev.pcfstap.proxy.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the host, looked up again for each connection by the system's own means, so that whatever the machine knows
 * names from works, and a changed entry counts. Confined to its event loop; the lookup itself blocks a worker thread.
 *
 * <p>One lookup is in flight at a time. Who comes while it is gets the answer of the next one, which begins after they came.
 */
final class UpstreamLookup {

    /** Asks the system; may block. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws Exception;
    }

    private final Vertx vertx;
    private final String host;
    private final Names names;
    private final @Nullable InetAddress literal;
    private @Nullable Promise<List<InetAddress>> next;
    private boolean inFlight;

    UpstreamLookup(Vertx vertx, Endpoint upstream, Names names) {
        this.vertx = vertx;
        this.host = upstream.host();
        this.names = names;
        this.literal = upstream.literal().orElse(null);
    }

    /** At least one address, in the order in which they should be tried. */
    Future<List<InetAddress>> addresses() {
        if (literal != null) {
            return Future.succeededFuture(List.of(literal));
        }
        Promise<List<InetAddress>> answer = next;
        if (answer == null) {
            answer = Promise.promise();
            next = answer;
        }
        Future<List<InetAddress>> addresses = answer.future();
        if (!inFlight) {
            begin(answer);
        }
        return addresses;
    }

    private void begin(Promise<List<InetAddress>> answer) {
        next = null;
        inFlight = true;
        vertx.executeBlocking(() -> List.of(names.addresses(host)), false).onComplete(looked -> {
            inFlight = false;
            Promise<List<InetAddress>> waiting = next;
            if (waiting != null) {
                begin(waiting);
            }
            answer.handle(looked);
        });
    }
}
