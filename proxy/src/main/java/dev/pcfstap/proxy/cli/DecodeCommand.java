package dev.pcfstap.proxy.cli;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.output.SpecialFile;
import dev.pcfstap.pcap.ImportOptions;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.wal.WalFile;
import dev.pcfstap.wal.WalFileOptions;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalOpenException;
import dev.pcfstap.wal.WalOutput;
import dev.pcfstap.wal.WalPipeline;
import dev.pcfstap.wal.WalStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From journals and packet captures to WALs, with the decoder of the live proxy. */
@Command(
        name = "decode",
        sortOptions = false,
        description =
                "Makes a WAL from a journal, or from pcap and pcapng files, plain or compressed with gzip or zstd.",
        footer = {
            "",
            "Examples: a journal as JSON, and what failed in a capture of another port:",
            "  pcfs-tap decode console.journal --format json --wal console.jsonl",
            "  pcfs-tap decode trace.pcapng.gz --port 7600 --where failed",
            "  tcpdump -U -w - port 7500 | pcfs-tap decode -",
            "",
            "Exit codes: 0 fine, 2 it could not run, 3 done, but the input is damaged or not all of it is shown."
        })
final class DecodeCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final long FLUSH_NANOS = 1_000_000_000L;
    private static final int BUFFER_BYTES = 256 << 10;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR|FILE|-",
            description = "One or more journals, or one or more captures; - is standard input.")
    List<Path> inputs = List.of();

    @Option(
            names = "--format",
            paramLabel = "tap|cat-dev|json",
            defaultValue = "tap",
            converter = WalOptions.FormatConverter.class,
            description = "How the WAL looks (${DEFAULT-VALUE}).")
    WalFormatName format = WalFormatName.TAP;

    @Mixin
    final TimeOption time = new TimeOption();

    @Option(
            names = "--wal",
            paramLabel = "FILE",
            defaultValue = STANDARD_OUTPUT,
            description = "Where it goes; - is standard output (${DEFAULT-VALUE}).")
    String wal = STANDARD_OUTPUT;

    @Option(names = "--force", description = "Overwrite a file that exists.")
    boolean force;

    @Mixin
    final SelectionOptions selection = new SelectionOptions();

    @Mixin
    final DamageOption damage = new DamageOption();

    @Mixin
    final CaptureOptions capture = new CaptureOptions();

    @Mixin
    final AccessOption access = new AccessOption();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws UserException {
        common.applyVerbosity();
        Optional<Filter> filter = selection.filter();
        InputKind kind = InputKind.of(inputs);
        refuseIdleOptions(kind);
        ImportOptions importOptions = capture.toImport();
        // Both look at their inputs before the WAL is touched: what cannot be read costs and prints nothing.
        if (kind == InputKind.JOURNAL) {
            try (SpooledInput files = SpooledInput.of(inputs);
                    JournalPlayback journal = JournalPlayback.open(files.paths(), damage.reading())) {
                return decode(filter, (pipeline, tally) -> journal.decode(pipeline, tally, capture.assumptions()));
            }
        }
        try (CapturePlayback captures = CapturePlayback.open("decode", inputs, importOptions)) {
            return decode(
                    filter,
                    (pipeline, tally) -> captures.decode(
                            new AssumingSink(pipeline, capture.assumptions()), tally, wal.equals(STANDARD_OUTPUT)));
        }
    }

    private void refuseIdleOptions(InputKind kind) throws UserException {
        if (wal.equals(STANDARD_OUTPUT)) {
            IdleOptions.refuseShared(spec, "without --wal FILE", "--force");
        }
        if (kind == InputKind.JOURNAL) {
            IdleOptions.refuseShared(spec, "for journals", "--port");
        } else {
            IdleOptions.refuseShared(spec, "for packet captures", "--mode");
        }
    }

    /** What is decoded; plays all of it and says whether that was everything. */
    private interface Playback {
        boolean into(WalPipeline pipeline, OperationTally tally) throws UserException;
    }

    private int decode(Optional<Filter> filter, Playback playback) throws UserException {
        WalFormat walFormat = time.format(format, wal.equals(STANDARD_OUTPUT));
        WalOutput output = output(walFormat);
        OperationTally tally = new OperationTally();
        WalPipeline pipeline = filter.map(
                        chosen -> WalPipeline.filtered(DecoderLimits.DEFAULT, walFormat, output, tally, chosen))
                .orElseGet(() -> new WalPipeline(DecoderLimits.DEFAULT, walFormat, output, tally));
        boolean whole;
        try {
            whole = playback.into(pipeline, tally);
        } catch (RuntimeException | Error failure) {
            discard(output);
            throw failure;
        }
        return whole && output.linesLost() == 0 ? ExitCode.FINE : ExitCode.INCOMPLETE;
    }

    /** Half a WAL would look like a whole one. */
    private void discard(WalOutput output) {
        output.close();
        try {
            if (!wal.equals(STANDARD_OUTPUT) && Files.isRegularFile(Path.of(wal), LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(Path.of(wal));
            }
        } catch (IOException e) {
            ErrorLine.print("pcfs-tap decode", wal + " is not complete, and cannot be deleted: " + e);
        }
    }

    /** Nothing else is to come of a decoding whose reader has gone, so that is its end. */
    private OutputStream standardOutput() {
        return new DecodedOutput(
                format, new FileOutputStream(FileDescriptor.out), () -> System.exit(ExitCode.INCOMPLETE));
    }

    private WalOutput output(WalFormat walFormat) throws UserException {
        if (wal.equals(STANDARD_OUTPUT)) {
            return new WalStream(standardOutput(), walFormat, FLUSH_NANOS, BUFFER_BYTES, 0);
        }
        Path file = Path.of(wal);
        ReadPaths.of(inputs, common).refuse(file);
        if (!force && !SpecialFile.isAt(file) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UserException("cannot write the WAL to " + wal + ": it exists; --force overwrites it");
        }
        try {
            return WalFile.open(
                    WalFileOptions.of(file)
                            .withMode(force ? WalFileOptions.Mode.FORCE : WalFileOptions.Mode.REFUSE)
                            .withAccess(access.access()),
                    walFormat,
                    0);
        } catch (WalOpenException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
