package dev.pcfstap.proxy.cli;

import dev.pcfstap.fixtures.play.TapePlayer;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.proxy.JournalRecorder;
import dev.pcfstap.proxy.ProxySummary;
import dev.pcfstap.proxy.RecordingProxy;
import dev.pcfstap.proxy.TapProxyOptions;
import dev.pcfstap.proxy.relay.Endpoint;
import dev.pcfstap.proxy.relay.RelayOptions;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRingOptions;
import dev.pcfstap.wal.WalFile;
import dev.pcfstap.wal.WalFileOptions;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Plays tapes through a proxy that writes a WAL and a journal. */
final class RecordedSession {
    private static final String LOOPBACK = "127.0.0.1";

    /** Its batches, and so the commits, are of sixteen chunks at most. */
    private static final TapRingOptions SMALL_RING = new TapRingOptions(64, 64 << 20);

    private RecordedSession() {}

    /** Something that happens after each tape, while the proxy runs. */
    @FunctionalInterface
    interface Incident {
        void strike(JournalRecorder journal) throws Exception;
    }

    static ProxySummary play(JournalOptions journal, Path wal, WalFormatName format, Tape... tapes) throws Exception {
        return play(journal, wal, format, running -> {}, tapes);
    }

    static ProxySummary play(JournalOptions journal, Path wal, WalFormatName format, Incident incident, Tape... tapes)
            throws Exception {
        Vertx vertx = Vertx.vertx();
        TapClock clock = TapClock.system();
        WalFormat walFormat = format.create();
        try {
            TapePlayer player = await(TapePlayer.listen(vertx));
            RelayOptions relay =
                    RelayOptions.between(new Endpoint(LOOPBACK, 0), new Endpoint(LOOPBACK, player.hostPort()));
            TapProxyOptions options = new TapProxyOptions(relay, SMALL_RING, Duration.ofMillis(20));
            JournalRecorder recorder = JournalRecorder.open(journal, Duration.ofSeconds(10), clock.epochNanos());
            WalFile file = WalFile.open(
                    WalFileOptions.of(wal).withMode(WalFileOptions.Mode.APPEND), walFormat, clock.epochNanos());
            try (RecordingProxy proxy = new RecordingProxy(options, clock, walFormat, file, recorder)) {
                int port = await(proxy.proxy().start()).port();
                for (Tape tape : tapes) {
                    await(player.play(tape, LOOPBACK, port));
                    incident.strike(recorder);
                }
                return proxy.finish();
            } finally {
                await(player.close());
            }
        } finally {
            await(vertx.close());
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
