package dev.pcfstap.proxy.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The upstream is the tap itself; the message is one line for the user. */
public final class UpstreamLoopException extends IOException {
    private static final long serialVersionUID = 1;

    private UpstreamLoopException(Endpoint upstream, Endpoint listen) {
        super("the upstream " + upstream + " is where the tap itself listens (" + listen
                + "): each connection would come back and open another one");
    }

    /**
     * Fails when an address of the upstream leads back. An upstream whose name is not known now, or not within the time that a
     * connection may take, may become known later: that is no failure here.
     */
    public static void check(RelayOptions options) throws UpstreamLoopException {
        Endpoint listen = options.listen();
        Endpoint upstream = options.upstream();
        if (listen.port() == upstream.port() && leadsBack(listen, upstream, options.connectTimeout())) {
            throw new UpstreamLoopException(upstream, listen);
        }
    }

    private static boolean leadsBack(Endpoint listen, Endpoint upstream, Duration patience) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread lookup = new Thread(() -> answer.complete(leadsBack(listen, upstream)), "upstream-check");
        lookup.setDaemon(true);
        lookup.start();
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException notKnown) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean leadsBack(Endpoint listen, Endpoint upstream) {
        try {
            OwnAddress own = new OwnAddress(new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()));
            for (InetAddress address : InetAddress.getAllByName(upstream.host())) {
                if (own.isAt(address, upstream.port())) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
