package dev.pcfstap.proxy.cli;

import dev.pcfstap.proxy.JournalRecorder;
import dev.pcfstap.proxy.RecordingProxy;
import dev.pcfstap.proxy.TapProxyOptions;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.wal.QueueLimits;
import dev.pcfstap.wal.QueuedOutput;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFile;
import dev.pcfstap.wal.WalFileOptions;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalOpenException;
import dev.pcfstap.wal.WalOutput;
import dev.pcfstap.wal.WalStream;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where the WAL goes and how it looks. */
final class WalOptions {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--wal",
            paramLabel = "FILE",
            defaultValue = STANDARD_OUTPUT,
            description = "The log; - is standard output (${DEFAULT-VALUE}).")
    String file = STANDARD_OUTPUT;

    @Option(
            names = "--format",
            paramLabel = "tap|cat-dev|json",
            defaultValue = "tap",
            converter = FormatConverter.class,
            description = "How it looks (${DEFAULT-VALUE}).")
    WalFormatName format = WalFormatName.TAP;

    @Mixin
    final TimeOption time = new TimeOption();

    @Option(
            names = "--flush-interval",
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "The longest that a line waits before it is in the file (${DEFAULT-VALUE}).")
    Duration flushInterval = TapProxyOptions.DEFAULT_FLUSH_INTERVAL;

    @Option(
            names = "--wal-queue",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "How much text may wait for a file or pipe that does not take it: a quarter of the heap at most"
                            + " (a thirty-second of it, and 4MiB at most). What comes then is lost, and counted.")
    long queueBytes = QueueLimits.defaultCapacityBytes();

    @Option(names = "--append", description = "Continue a file that exists.")
    boolean append;

    @Option(names = "--force", description = "Overwrite a file that exists.")
    boolean force;

    @Option(
            names = "--rotate-size",
            paramLabel = "SIZE",
            defaultValue = "0",
            converter = SizeConverter.class,
            description = "Begin a new file before this one is larger; 0 for never (${DEFAULT-VALUE}).")
    long rotateBytes;

    @Option(
            names = "--rotate-age",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = DurationConverter.class,
            description = "Begin a new file when this one is so old; 0s for never (${DEFAULT-VALUE}).")
    Duration rotateAge = Duration.ZERO;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "0",
            description = "Keep so many rotated files; 0 for all (${DEFAULT-VALUE}).")
    int keep;

    static final class FormatConverter implements ITypeConverter<WalFormatName> {
        @Override
        public WalFormatName convert(String token) {
            try {
                return WalFormatName.parse(token);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    boolean isStandardOutput() {
        return file.equals(STANDARD_OUTPUT);
    }

    boolean isRotated() {
        return rotateBytes > 0 || !rotateAge.isZero();
    }

    /** The file, if it is one. */
    @Nullable
    Path path() {
        return file.equals(STANDARD_OUTPUT) ? null : Path.of(file);
    }

    /**
     * A proxy that writes this WAL and that journal, which are open now.
     *
     * @param kept what the WAL must not take the place of
     */
    RecordingProxy open(
            TapProxyOptions options,
            TapClock clock,
            JournalOptionGroup journalOptions,
            AccessOption access,
            ReadPaths kept)
            throws UserException {
        if (append && force) {
            throw new UserException("--append and --force exclude each other");
        }
        if (keep < 0) {
            throw new UserException("--keep is " + keep + ", must be 0 or more");
        }
        long mostQueueBytes = Runtime.getRuntime().maxMemory() / 4;
        if (queueBytes < 1 || queueBytes > mostQueueBytes) {
            throw new UserException("--wal-queue is " + queueBytes + " bytes, must be 1 to " + mostQueueBytes
                    + ", a quarter of the heap (java -Xmx sets the heap)");
        }
        long nowNanos = clock.epochNanos();
        // A format is for one thread: the consumer prints lines with this one, and the WAL's thread headers with
        // another.
        WalFormat walFormat = format(nowNanos);
        walFormat.header(new TextBuffer(0), nowNanos);
        if (!file.equals(STANDARD_OUTPUT)) {
            kept.refuse(Path.of(file));
        }
        // First the journal: a folder that cannot be used must not cost a WAL that --force empties.
        JournalRecorder journal = journalOptions
                .open(access.disk(), !options.relay().writeAhead(), clock.epochNanos())
                .orElse(null);
        try {
            WalOutput output = queued(options, clock, nowNanos, access);
            return journal == null
                    ? new RecordingProxy(options, clock, walFormat, output)
                    : new RecordingProxy(options, clock, walFormat, output, journal);
        } catch (UserException e) {
            if (journal != null) {
                journal.close();
            }
            throw e;
        }
    }

    /** What blocks the WAL must not hold up the consumer for so long that traffic would go on unrecorded. */
    private WalOutput queued(TapProxyOptions options, TapClock clock, long nowNanos, AccessOption access)
            throws UserException {
        long patienceNanos = options.relay().maxStall().toNanos() / 2;
        WalFormat walFormat = format(nowNanos);
        WalOutput output = output(walFormat, clock, access);
        QueueLimits limits = QueueLimits.of(queueBytes, patienceNanos, flushInterval.toNanos());
        return QueuedOutput.start(output, walFormat, limits, clock.epochNanos());
    }

    /** Relative times count from the start of the proxy. */
    private WalFormat format(long nowNanos) throws UserException {
        WalFormat walFormat = time.format(format, file.equals(STANDARD_OUTPUT));
        walFormat.begin(nowNanos);
        return walFormat;
    }

    private WalOutput output(WalFormat walFormat, TapClock clock, AccessOption access) throws UserException {
        long flushNanos = flushInterval.toNanos();
        if (file.equals(STANDARD_OUTPUT)) {
            return WalStream.standardOutput(walFormat, flushNanos, clock.epochNanos());
        }
        try {
            WalFileOptions options = WalFileOptions.of(Path.of(file))
                    .withMode(mode())
                    .withAccess(access.access())
                    .withFlushInterval(flushNanos)
                    .withRotation(rotateBytes, rotateAge.toNanos(), keep);
            return WalFile.open(options, walFormat, clock.epochNanos());
        } catch (WalOpenException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private WalFileOptions.Mode mode() {
        if (append) {
            return WalFileOptions.Mode.APPEND;
        }
        return force ? WalFileOptions.Mode.FORCE : WalFileOptions.Mode.REFUSE;
    }
}
