package dev.pcfstap.proxy.cli;

import dev.pcfstap.pcap.ImportListener;
import dev.pcfstap.pcap.ImportOptions;
import dev.pcfstap.pcap.ImportSummary;
import dev.pcfstap.pcap.PcapImport;
import dev.pcfstap.pcap.file.CaptureException;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.tap.TapSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/** Plays packet captures into a sink that decodes, and says on standard error what was in them. Main thread. */
final class CapturePlayback {
    private static final Pattern CAPTURE_NAME = Pattern.compile("(?i).*\\.(pcap|pcapng|cap)(\\.gz|\\.zst)?");

    private final String command;
    private final List<Path> inputs;
    private final ImportOptions options;

    /** @param command stands before what is said on standard error */
    CapturePlayback(String command, List<Path> inputs, ImportOptions options) {
        this.command = command;
        this.inputs = inputs;
        this.options = options;
    }

    /**
     * Plays everything and stops the sink; false when not all of it could be read.
     *
     * @param joined is told each stream that began before the capture did
     */
    boolean decode(TapSink sink, OperationTally tally, LongConsumer joined) throws UserException {
        boolean whole = true;
        ProgressLine progress = ProgressLine.onTerminal();
        PcapImport capture = new PcapImport(options, sink, new ImportListener() {
            @Override
            public void progressed(long readBytes, long totalBytes) {
                progress.show(readBytes, totalBytes);
            }

            @Override
            public void joined(long stream) {
                joined.accept(stream);
            }
        });
        for (Path input : inputs) {
            whole &= read(capture, input, sink);
        }
        ImportSummary summary = capture.finish();
        sink.stopped(0);
        progress.clear();
        summary.notices().forEach(this::complain);
        System.err.println("packets " + summary.packets().packets() + ", streams "
                + summary.streams().streams() + ", bytes "
                + (summary.streams().toHostBytes() + summary.streams().toConsoleBytes()) + ", holes "
                + summary.streams().holes() + ", operations " + tally.operations());
        return whole && summary.complete();
    }

    /** False when a file that is called a capture begins as none: then it is a damaged one, and the others are read. */
    private boolean read(PcapImport capture, Path input, TapSink sink) throws UserException {
        try {
            capture.read(input);
            return true;
        } catch (CaptureException e) {
            if (Files.isReadable(input)
                    && CAPTURE_NAME.matcher(input.toString()).matches()) {
                complain(String.valueOf(e.getMessage()));
                return false;
            }
            sink.stopped(0);
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private void complain(String what) {
        System.err.println("pcfs-tap " + command + ": " + what);
    }
}
