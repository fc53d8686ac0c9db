package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.StreamTap;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds the connection to the host back until the ring has the stream's opening, as the host may answer a connection by what it
 * does on others. A full ring may hold it up as long as it may hold traffic up, then the host is connected and a note says
 * so. Confined to the stream's event loop.
 */
final class OpeningFirst {
    private final StreamTap tap;
    private final EventExecutor loop;
    private final RelaySetting setting;
    private final Runnable connect;
    private boolean over;
    private @Nullable Future<?> stallTimer;

    OpeningFirst(StreamTap tap, EventExecutor loop, RelaySetting setting, Runnable connect) {
        this.tap = tap;
        this.loop = loop;
        this.setting = setting;
        this.connect = connect;
    }

    /** Connects now or later, once. */
    void begin() {
        if (tap.isOpened()) {
            goOn();
        } else {
            tap.whenRoom(this::roomAnnounced);
            stallTimer = loop.schedule(
                    this::stalledTooLong, setting.options().maxStall().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The stream is over: nothing is to be connected any more. Idempotent. */
    void cancel() {
        over = true;
        Future<?> timer = stallTimer;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void roomAnnounced() {
        if (!over && tap.isOpened()) {
            goOn();
        }
    }

    private void stalledTooLong() {
        if (over) {
            return;
        }
        Duration maxStall = setting.options().maxStall();
        String what =
                "after a stall of " + maxStall.toMillis() + "ms the host is connected before the log has the stream";
        setting.faults().stalled().strike("the log cannot keep up: s" + tap.stream() + ": " + what);
        tap.letGo();
        tap.note(setting.clock().epochNanos(), what);
        goOn();
    }

    private void goOn() {
        cancel();
        connect.run();
    }
}
