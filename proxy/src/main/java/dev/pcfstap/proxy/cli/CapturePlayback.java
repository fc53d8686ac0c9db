package dev.pcfstap.proxy.cli;

import dev.pcfstap.pcap.ImportListener;
import dev.pcfstap.pcap.ImportOptions;
import dev.pcfstap.pcap.ImportSummary;
import dev.pcfstap.pcap.PcapImport;
import dev.pcfstap.pcap.file.CaptureException;
import dev.pcfstap.pcap.file.CaptureFile;
import dev.pcfstap.pcap.file.CodecMissingException;
import dev.pcfstap.pcap.file.MergeInput;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.tap.TapSink;
import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.regex.Pattern;

/**
 * Plays packet captures into a sink that decodes, and says on standard error what was in them. Main thread.
 *
 * <p>What cannot be a capture is refused before anything is written. A file that is called a capture but does not begin as
 * one is taken for a damaged one: a line says so, and the others are read.
 */
final class CapturePlayback implements Closeable {
    private static final Pattern CAPTURE_NAME = Pattern.compile("(?i).*\\.(pcap|pcapng|cap)(\\.gz|\\.zst)?");

    private final String command;
    private final ImportOptions options;
    private final Queue<Input> inputs = new ArrayDeque<>();

    /** A capture that was looked at. A plain file is opened again when its turn comes; a pipe stays open. */
    private record Input(Path path, Optional<CaptureFile> pipe) implements MergeInput {
        @Override
        public String name() {
            return path.toString();
        }

        @Override
        public boolean reopens() {
            return pipe.isEmpty();
        }

        @Override
        public CaptureFile open() throws CaptureException {
            return pipe.isPresent() ? pipe.get() : CaptureFile.open(path);
        }
    }

    private CapturePlayback(String command, ImportOptions options) {
        this.command = command;
        this.options = options;
    }

    /**
     * Looks at all inputs.
     *
     * @param command stands before what is said on standard error
     */
    static CapturePlayback open(String command, List<Path> paths, ImportOptions options) throws UserException {
        CapturePlayback playback = new CapturePlayback(command, options);
        try {
            for (Path path : paths) {
                playback.look(path);
            }
            return playback;
        } catch (CaptureException e) {
            playback.close();
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private void look(Path path) throws CaptureException {
        boolean standardInput = StandardInput.isMeantBy(path);
        if (standardInput || !Files.isRegularFile(path)) {
            CaptureFile pipe =
                    standardInput ? CaptureFile.of("standard input", StandardInput.stream()) : CaptureFile.open(path);
            inputs.add(new Input(path, Optional.of(pipe)));
            pipe.requireCapture();
            return;
        }
        inputs.add(new Input(path, Optional.empty()));
        try (CaptureFile capture = CaptureFile.open(path)) {
            capture.requireCapture();
        } catch (CaptureException e) {
            if (e.getCause() instanceof CodecMissingException
                    || e.isOtherFormat()
                    || !Files.isReadable(path)
                    || !CAPTURE_NAME.matcher(path.toString()).matches()) {
                throw e;
            }
        }
    }

    /**
     * Plays everything and stops the sink; false when not all of it could be read.
     *
     * @param alsoPrints whether the sink writes to standard output
     */
    boolean decode(TapSink sink, OperationTally tally, boolean alsoPrints) {
        boolean whole;
        ProgressLine progress = ProgressLine.onTerminal(alsoPrints);
        PcapImport capture = new PcapImport(options, sink, new ImportListener() {
            @Override
            public void progressed(long readBytes, long totalBytes) {
                progress.show(readBytes, totalBytes);
            }
        });
        if (inputs.size() == 1) {
            whole = read(capture, inputs.remove());
        } else {
            whole = readMerged(capture);
        }
        ImportSummary summary = capture.finish();
        sink.stopped(0);
        progress.clear();
        summary.notices().forEach(this::complain);
        ErrorLine.print("packets " + summary.packets().packets() + ", streams "
                + summary.streams().streams() + ", bytes "
                + (summary.streams().toHostBytes() + summary.streams().toConsoleBytes()) + ", holes "
                + summary.streams().holes() + ", operations " + tally.operations()
                + SummaryText.outcomes(tally));
        return whole && summary.complete();
    }

    private boolean read(PcapImport capture, Input input) {
        try (CaptureFile file = input.open()) {
            capture.read(file);
            return true;
        } catch (CaptureException e) {
            complain(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean readMerged(PcapImport capture) {
        List<MergeInput> files = List.copyOf(inputs);
        inputs.clear();
        boolean[] whole = {true};
        capture.readMerged(files, failure -> {
            complain(String.valueOf(failure.getMessage()));
            whole[0] = false;
        });
        return whole[0];
    }

    private void complain(String what) {
        ErrorLine.print("pcfs-tap " + command + ": " + what);
    }

    /** For captures that were not played. */
    @Override
    public void close() {
        while (!inputs.isEmpty()) {
            Optional<CaptureFile> pipe = inputs.remove().pipe();
            try {
                if (pipe.isPresent()) {
                    pipe.get().close();
                }
            } catch (CaptureException e) {
                complain(String.valueOf(e.getMessage()));
            }
        }
    }
}
