package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.proxy.JournalRecorder;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.tap.TapClock;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Packet captures as a journal. */
@Command(
        name = "import",
        description = "Makes a journal from pcap and pcapng files, plain or compressed with gzip or zstd.",
        footer = {
            "",
            "Example:  pcfs-tap journal import trace.pcapng --output trace.journal",
            "Exit codes: 0 fine, 2 it could not run, 3 done, but the capture is damaged or misses packets."
        })
final class JournalImport extends JournalCall {
    private static final int BUFFER_BYTES = 64 << 10;

    @Parameters(arity = "1..*", paramLabel = "FILE|-", description = "Captures, read as one; - is standard input.")
    List<Path> inputs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "A folder without a journal; created when it is missing.")
    @Nullable
    Path target;

    @Option(names = "--to", hidden = true, description = "What --output was called.")
    void to(Path folder) {
        target = folder;
    }

    @Mixin
    final CaptureOptions capture = new CaptureOptions();

    @Mixin
    final AccessOption access = new AccessOption();

    @Override
    int run() throws IOException, UserException {
        Path folder = target;
        if (folder == null) {
            throw new UserException("--output is needed");
        }
        ReadPaths.of(inputs, common).refuseFolder(folder);
        requireNoJournal(folder);
        if (InputKind.of(inputs) != InputKind.CAPTURE) {
            throw new UserException(inputs.get(0) + " is a journal already");
        }
        try (CapturePlayback captures = CapturePlayback.open("journal import", inputs, capture.toImport())) {
            return run(captures, folder);
        }
    }

    private int run(CapturePlayback captures, Path folder) throws IOException, UserException {
        JournalRecorder journal = JournalRecorder.open(
                access.disk(),
                JournalOptions.in(folder),
                JournalSink.SNAPSHOT_INTERVAL,
                TapClock.system().epochNanos());
        OperationTally tally = new OperationTally();
        // It is decoded so that the journal gets snapshots and counts; the lines go nowhere.
        WalFormat format = WalFormatName.CAT_DEV.create();
        WalStream nowhere = new WalStream(OutputStream.nullOutputStream(), format, 0, BUFFER_BYTES, 0);
        TapSink sink = new AssumingSink(journal.before(format, nowhere, tally), capture.assumptions());
        boolean whole = captures.decode(sink, tally, false);
        return whole && journal.progress().lostEvents() == 0 ? ExitCode.FINE : ExitCode.INCOMPLETE;
    }

    /** A new journal is not mixed with what is there. */
    static void requireNoJournal(Path folder) throws IOException, UserException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserException(folder + ": is no folder");
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.anyMatch(file -> file.toString().endsWith(".pcj"))) {
                    throw new UserException(folder + ": holds a journal already");
                }
            }
        }
    }
}
