package dev.pcfstap.proxy.cli;

import dev.pcfstap.fixtures.console.BootScript;
import dev.pcfstap.fixtures.console.SampleFiles;
import dev.pcfstap.fixtures.host.PcfsHost;
import dev.pcfstap.fixtures.host.PcfsHostOptions;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.proxy.JournalRecorder;
import dev.pcfstap.proxy.ProxySummary;
import dev.pcfstap.proxy.RecordingProxy;
import dev.pcfstap.proxy.TapProxy;
import dev.pcfstap.proxy.TapProxyOptions;
import dev.pcfstap.proxy.relay.Endpoint;
import dev.pcfstap.proxy.relay.RelayOptions;
import dev.pcfstap.proxy.transport.KeepAlive;
import dev.pcfstap.proxy.transport.RelayTransport;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapRingOptions;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalOutput;
import dev.pcfstap.wal.WalStream;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Host, proxy and console in one process, on loopback ports and a temporary folder. Ends by itself. */
@Command(
        name = "demo",
        description = "Plays a console's boot-like session through a proxy and prints the WAL as it happens.")
final class DemoCommand implements Callable<Integer> {
    private static final Duration FLUSH_INTERVAL = Duration.ofMillis(20);
    private static final Logger LOG = LogManager.getLogger(DemoCommand.class);
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    @Option(
            names = "--format",
            paramLabel = "tap|cat-dev|json",
            defaultValue = "tap",
            converter = WalOptions.FormatConverter.class,
            description = "How the WAL looks (${DEFAULT-VALUE}).")
    WalFormatName format = WalFormatName.TAP;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "Keep the session in a capture journal in this folder, to try the other commands on.")
    @Nullable
    Path journal;

    @Mixin
    final TimeOption time = new TimeOption();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws Exception {
        common.applyVerbosity();
        Path root = temporaryFolder();
        Vertx vertx = Vertx.builder()
                .withTransport(RelayTransport.best(KeepAlive.DEFAULT))
                .build();
        try {
            SampleFiles.create(root);
            PcfsHost host = Waiting.forResult(PcfsHost.start(vertx, PcfsHostOptions.of(root)));
            ProxySummary summary = play(vertx, host);
            Waiting.forResult(host.close());
            print(summary);
            return summary.flawless() ? ExitCode.FINE : ExitCode.INCOMPLETE;
        } finally {
            Waiting.forResult(vertx.close());
            delete(root);
        }
    }

    private static Path temporaryFolder() throws UserException {
        try {
            return Files.createTempDirectory("pcfs-tap-demo");
        } catch (IOException e) {
            throw new UserException(
                    "cannot use the temporary folder: " + FileFailure.reason(e)
                            + "; java -Djava.io.tmpdir=DIR names another",
                    e);
        }
    }

    private ProxySummary play(Vertx vertx, PcfsHost host) throws UserException {
        Endpoint upstream = new Endpoint("127.0.0.1", host.port());
        RelayOptions relay = RelayOptions.between(new Endpoint("127.0.0.1", 0), upstream);
        TapProxyOptions options = new TapProxyOptions(relay, TapRingOptions.DEFAULT, FLUSH_INTERVAL);
        TapClock clock = TapClock.system();
        WalFormat walFormat = time.format(format, true);
        WalOutput output = new WalStream(standardOutput(), walFormat, 0, BUFFER_BYTES, clock.epochNanos());
        try (RecordingProxy proxy = recording(options, clock, walFormat, output)) {
            Endpoint endpoint = Waiting.forResult(proxy.proxy().start());
            Waiting.forResult(BootScript.play(vertx, endpoint.host(), endpoint.port()));
            awaitTheLastWords(proxy.proxy());
            return proxy.finish();
        }
    }

    private RecordingProxy recording(TapProxyOptions options, TapClock clock, WalFormat walFormat, WalOutput output)
            throws UserException {
        Path folder = journal;
        if (folder == null) {
            return new RecordingProxy(options, clock, walFormat, output);
        }
        try {
            JournalRecorder recorder =
                    JournalRecorder.open(JournalOptions.in(folder), JournalSink.SNAPSHOT_INTERVAL, clock.epochNanos());
            return new RecordingProxy(options, clock, walFormat, output, recorder);
        } catch (IOException e) {
            throw new UserException("cannot write a journal in " + folder + ": " + FileFailure.reason(e), e);
        }
    }

    /** So that the log shows how the console closed its streams, and not how the proxy did. */
    private static void awaitTheLastWords(TapProxy proxy) {
        long deadline = System.nanoTime() + LAST_WORDS_NANOS;
        while (proxy.liveStreams() > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private OutputStream standardOutput() {
        return new DecodedOutput(
                format, new FileOutputStream(FileDescriptor.out), () -> LOG.debug("nobody reads the WAL"));
    }

    /** As comments of the WAL, except in JSON, which has none. */
    private void print(ProxySummary summary) {
        Consumer<String> to = format == WalFormatName.TAP ? OutputLine::print : ErrorLine::print;
        SummaryText.of(summary).lines().map(line -> "# " + line).forEach(to);
    }

    private static void delete(Path root) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(root)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
