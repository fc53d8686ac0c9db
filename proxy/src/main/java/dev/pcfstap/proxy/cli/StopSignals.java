package dev.pcfstap.proxy.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Waits for SIGINT, SIGTERM or SIGHUP, so that a command can end in good order; the second one ends the process at once. A
 * SIGHUP that is ignored when the process starts, as under {@code nohup}, stays so.
 *
 * <p>{@code sun.misc.Signal} is the one way to exit with 0 after a signal, and is reached by reflection because the compiler
 * warns of it. Where it is missing, a shutdown hook waits until {@link #done} is called.
 */
final class StopSignals {
    private static final Logger LOG = LogManager.getLogger(StopSignals.class);
    private static final int SIGNALLED = 128;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger signals = new AtomicInteger();

    private StopSignals() {}

    /** Begins to listen for signals. */
    static StopSignals listen() {
        StopSignals stop = new StopSignals();
        try {
            handle("INT", () -> stop.signalled(2));
            handle("TERM", () -> stop.signalled(15));
            handle("HUP", () -> stop.signalled(1));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debug("signals cannot be handled, a shutdown hook is used", e);
            Runtime.getRuntime().addShutdownHook(new Thread(stop::hook, "stop"));
        }
        return stop;
    }

    /** Blocks until somebody wants the process to end. */
    void await() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody wants the process to end; waits so long for it at most. */
    boolean within(long millis) {
        try {
            return asked.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The command has ended in good order. */
    void done() {
        done.countDown();
    }

    /** Does something else on another signal, if it can be had. */
    void alsoOn(String name, Runnable action) {
        try {
            handle(name, action);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debug("SIG{} cannot be handled", name, e);
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object handler = Proxy.newProxyInstance(
                handlerType.getClassLoader(), new Class<?>[] {handlerType}, (self, method, args) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                    }
                    return method.getName().equals("equals")
                            ? (Object) (self == (args == null ? null : args[0]))
                            : null;
                });
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    }

    private void signalled(int number) {
        if (signals.incrementAndGet() > 1) {
            Runtime.getRuntime().halt(SIGNALLED + number);
        }
        asked.countDown();
    }

    private void hook() {
        asked.countDown();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
