package dev.pcfstap.proxy.cli;

import dev.pcfstap.proxy.ProxySummary;
import dev.pcfstap.proxy.RecordingProxy;
import dev.pcfstap.proxy.TapProxy;
import dev.pcfstap.proxy.TapProxyOptions;
import dev.pcfstap.proxy.relay.Endpoint;
import dev.pcfstap.proxy.relay.ListenException;
import dev.pcfstap.proxy.relay.NameCache;
import dev.pcfstap.proxy.relay.RelayOptions;
import dev.pcfstap.proxy.relay.UpstreamLoopException;
import dev.pcfstap.proxy.transport.KeepAlive;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRingOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The sidecar. Runs until it is told to stop. */
@Command(
        name = "proxy",
        sortOptions = false,
        description = "Sits between consoles and a PCFS SATA host, forwards every byte and writes a WAL.",
        footer = {
            "",
            "Example: one file to read, and everything that was said, to decode again later:",
            "  pcfs-tap proxy --listen 0.0.0.0:7500 --upstream 192.168.7.10:7500 \\",
            "    --wal console.wal --journal console.journal",
            "",
            "Exit codes: 0 fine, 2 it could not run, 3 the WAL or the journal is incomplete, or a console"
                    + " was not served (refused, or its host out of reach), 4 a thread died, as for want of memory,"
                    + " and the process ended at once."
        })
final class ProxyCommand implements Callable<Integer> {
    /** How long a thread may be dead before somebody notices. */
    private static final long LOOK_MILLIS = 1000;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--listen",
            required = true,
            paramLabel = "[HOST:]PORT",
            converter = EndpointConverter.Listen.class,
            description = "Where consoles connect; the host is 127.0.0.1 unless given, port 0 picks one.")
    @Nullable
    Endpoint listen;

    @Option(
            names = "--upstream",
            required = true,
            paramLabel = "HOST:PORT",
            converter = EndpointConverter.class,
            description = "The PCFS SATA host.")
    @Nullable
    Endpoint upstream;

    @Mixin
    final WalOptions wal = new WalOptions();

    @Mixin
    final JournalOptionGroup journal = new JournalOptionGroup();

    @Option(
            names = "--write-ahead",
            description = "Forward a request only after the journal holds it, and has synced it with --sync always.")
    boolean writeAhead;

    @Option(
            names = "--max-stall",
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "How long a log that does not keep up may hold traffic up (${DEFAULT-VALUE}).")
    Duration maxStall = RelayOptions.DEFAULT_MAX_STALL;

    @Option(
            names = "--ring-size",
            paramLabel = "N",
            defaultValue = "8192",
            description = "How many chunks may wait for the log, a power of two (${DEFAULT-VALUE}).")
    int ringSize;

    @Option(
            names = "--ring-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "How many bytes may wait for the log: half of the heap at most (an eighth of it, and 64MiB at most).")
    long ringBytes = TapRingOptions.defaultHeldBytes();

    @Option(
            names = "--max-streams",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Connections beyond so many are refused, unless a half-closed one makes room (${DEFAULT-VALUE}).")
    int maxStreams;

    @Option(
            names = "--connect-timeout",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long the host may take to accept a connection (${DEFAULT-VALUE}).")
    Duration connectTimeout = RelayOptions.DEFAULT_CONNECT_TIMEOUT;

    @Option(
            names = "--keep-alive",
            paramLabel = "IDLE,INTERVAL,PROBES|off",
            defaultValue = "30s,10s,3",
            converter = KeepAliveConverter.class,
            description =
                    "When a silent console or host is probed, and after how many probes it is lost (${DEFAULT-VALUE}).")
    KeepAlive keepAlive = KeepAlive.DEFAULT;

    @Option(
            names = "--half-close-timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description =
                    "A stream that one side has ended is ended when it was idle for so long; 0s for never (${DEFAULT-VALUE}).")
    Duration halfCloseTimeout = RelayOptions.DEFAULT_HALF_CLOSE_TIMEOUT;

    @Option(
            names = "--event-loops",
            paramLabel = "N",
            description = "Threads that share the streams (half of the cores, four at most).")
    int eventLoops = RelayOptions.defaultEventLoops();

    @Mixin
    final AccessOption access = new AccessOption();

    @Mixin
    final PortFile portFile = new PortFile();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws Exception {
        NameCache.disable();
        common.applyVerbosity();
        refuseIdleOptions();
        portFile.clear(kept().add(wal.path()));
        TapProxyOptions options = options();
        check(options.relay());
        LastResort lastResort = LastResort.install();
        // To open a pipe may take long, and has to end at a signal: there is nothing to be put in order yet.
        try (RecordingProxy proxy = wal.open(options, TapClock.system(), journal, access, kept())) {
            return serve(proxy, StopSignals.listen(), lastResort, kept().add(wal.path()));
        } finally {
            lastResort.uninstall();
        }
    }

    private ReadPaths kept() {
        return ReadPaths.of(List.of(), common).addJournal(journal.folder);
    }

    private int serve(RecordingProxy proxy, StopSignals stop, LastResort lastResort, ReadPaths kept) throws Exception {
        try {
            stop.alsoOn("USR1", proxy::requestSnapshot);
            Endpoint endpoint = Waiting.forResult(proxy.proxy().start());
            portFile.write(endpoint.port(), kept);
            ErrorLine.print("listening on " + endpoint);
            awaitEnd(stop, proxy.proxy(), lastResort);
            ProxySummary summary = proxy.finish();
            ErrorLine.printAll(SummaryText.of(summary));
            return summary.flawless() ? ExitCode.FINE : ExitCode.INCOMPLETE;
        } catch (Error failure) {
            // Here, as closing the proxy would take its time, and memory.
            lastResort.uncaughtException(Thread.currentThread(), failure);
            throw failure;
        } finally {
            stop.done();
        }
    }

    private static void awaitEnd(StopSignals stop, TapProxy proxy, LastResort lastResort) {
        while (!stop.within(LOOK_MILLIS)) {
            if (!proxy.isAlive()) {
                lastResort.end();
            }
        }
    }

    private void refuseIdleOptions() throws UserException {
        if (!journal.isWanted()) {
            IdleOptions.refuse(
                    spec,
                    "without --journal",
                    "--sync",
                    "--journal-segment-size",
                    "--journal-segment-age",
                    "--journal-keep-size",
                    "--journal-keep-age",
                    "--journal-keep-free",
                    "--snapshot-interval");
        }
        if (wal.isStandardOutput()) {
            IdleOptions.refuse(
                    spec, "without --wal FILE", "--append", "--force", "--rotate-size", "--rotate-age", "--keep");
        }
        if (!wal.isRotated()) {
            IdleOptions.refuse(spec, "without --rotate-size or --rotate-age", "--keep");
        }
    }

    private TapProxyOptions options() throws UserException {
        if (listen == null || upstream == null) {
            throw new UserException("--listen and --upstream are needed");
        }
        long mostRingBytes = Runtime.getRuntime().maxMemory() / 2;
        if (ringBytes > mostRingBytes) {
            throw new UserException("ring bytes are " + ringBytes + ", must be at most half of the heap, which is "
                    + mostRingBytes + " (java -Xmx sets the heap)");
        }
        if (writeAhead && !journal.isWanted()) {
            throw new UserException(
                    "--write-ahead needs --journal: there is nothing that a request could be written to");
        }
        try {
            RelayOptions relay = RelayOptions.between(listen, upstream)
                    .withEventLoops(eventLoops)
                    .withMaxStreams(maxStreams)
                    .withConnectTimeout(connectTimeout)
                    .withMaxStall(maxStall)
                    .withKeepAlive(keepAlive)
                    .withHalfCloseTimeout(halfCloseTimeout)
                    .withWriteAhead(writeAhead);
            return new TapProxyOptions(relay, new TapRingOptions(ringSize, ringBytes), wal.flushInterval);
        } catch (IllegalArgumentException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Before the WAL is touched: {@code --force} must not empty a file for a proxy that then cannot listen. */
    private static void check(RelayOptions relay) throws UserException {
        try {
            ListenException.check(relay.listen());
            UpstreamLoopException.check(relay);
        } catch (ListenException | UpstreamLoopException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
