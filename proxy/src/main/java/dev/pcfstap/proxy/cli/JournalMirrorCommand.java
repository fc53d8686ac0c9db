package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalMirror;
import dev.pcfstap.journal.MirrorProgress;
import dev.pcfstap.journal.TrailingPolicy;
import dev.pcfstap.proxy.relay.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A copy on another host. */
@Command(
        name = "mirror",
        description =
                "Copies a growing journal from 'journal serve', byte for byte, every checksum verified; run again,"
                        + " it goes on where it stopped.",
        footer = {
            "",
            "Example:",
            "  pcfs-tap journal mirror --source 192.168.7.2:7600 --token-file token \\",
            "    --output copy.journal --follow",
            "Exit codes: 0 fine, 2 it could not run or go on."
        })
final class JournalMirrorCommand extends JournalCall {
    @Option(
            names = "--source",
            paramLabel = "HOST:PORT",
            converter = EndpointConverter.class,
            description = "Where 'journal serve' listens.")
    @Nullable
    Endpoint from;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The copy; created when it is missing.")
    @Nullable
    Path target;

    @Option(
            names = "--from",
            hidden = true,
            converter = EndpointConverter.class,
            description = "What --source was called.")
    void from(Endpoint source) {
        from = source;
    }

    @Option(names = "--to", hidden = true, description = "What --output was called.")
    void to(Path folder) {
        target = folder;
    }

    @Option(names = "--follow", description = "Go on as the journal grows, until a signal.")
    boolean follow;

    @Option(
            names = "--on-trailing",
            paramLabel = "error|trim",
            defaultValue = "error",
            converter = ChoiceConverter.Trailing.class,
            description = "A damaged tail of the copy: stop, or keep it as .broken and cut it off (${DEFAULT-VALUE}).")
    TrailingPolicy onTrailing = TrailingPolicy.ERROR;

    @Mixin
    final MirrorToken token = new MirrorToken();

    @Mixin
    final AccessOption access = new AccessOption();

    @Override
    int run() throws IOException, UserException {
        Endpoint wanted = from;
        Path copy = target;
        if (wanted == null || copy == null) {
            throw new UserException("--source and --output are needed");
        }
        ReadPaths.of(List.of(), common).add(token.file).refuseFolder(copy);
        ProgressLine line = ProgressLine.onTerminal();
        MirrorProgress[] last = {new MirrorProgress(0, 0, 0)};
        InetSocketAddress source = new InetSocketAddress(wanted.host(), wanted.port());
        try (JournalMirror mirror =
                JournalMirror.connect(access.disk(), source, token.textFor(source), copy, onTrailing, progress -> {
                    last[0] = progress;
                    line.show(progress.copiedBytes(), progress.copiedBytes() + Math.max(0, progress.behindBytes()));
                })) {
            StopSignals stop = StopSignals.listen();
            Thread watch = new Thread(() -> stopOn(stop, mirror), "stop-mirror");
            watch.setDaemon(true);
            watch.start();
            mirror.run(follow);
            stop.done();
        } finally {
            line.clear();
        }
        ErrorLine.print("copied " + last[0].copiedBytes() + " bytes, next sequence "
                + last[0].nextSequence() + ", behind "
                + Math.max(0, last[0].behindBytes()) + " bytes");
        return ExitCode.FINE;
    }

    private static void stopOn(StopSignals stop, JournalMirror mirror) {
        stop.await();
        try {
            mirror.stop();
        } catch (IOException e) {
            log().debug("the connection did not close", e);
        }
    }

    /** Asked for when there is something to say: setting up the log takes longer than a short command. */
    private static Logger log() {
        return LogManager.getLogger(JournalMirrorCommand.class);
    }
}
