package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalServer;
import dev.pcfstap.proxy.relay.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The source of a mirror. */
@Command(
        name = "serve",
        description = "Lets other hosts mirror a journal while it grows. Read-only.",
        footer = {
            "",
            "Example:",
            "  pcfs-tap journal serve --listen 192.168.7.2:7600 --token-file token \\",
            "    console.journal",
            "Exit codes: 0 fine, 2 it could not run."
        })
final class JournalServe extends JournalCall {
    @Parameters(paramLabel = "DIR", description = "The journal.")
    Path folder = Path.of("");

    @Option(
            names = "--listen",
            required = true,
            paramLabel = "[HOST:]PORT",
            converter = EndpointConverter.Listen.class,
            description = "Where mirrors connect; the host is 127.0.0.1 unless given, port 0 picks one.")
    Endpoint listen = new Endpoint(EndpointConverter.Listen.DEFAULT_HOST, 0);

    @Mixin
    final MirrorToken token = new MirrorToken();

    @Mixin
    final PortFile portFile = new PortFile();

    @Override
    int run() throws IOException, UserException {
        ReadPaths kept = ReadPaths.of(List.of(), common).addJournal(folder).add(token.file);
        portFile.clear(kept);
        StopSignals stop = StopSignals.listen();
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        try (JournalServer server = JournalServer.start(JournalFiles.disk(), folder, address, token.text())) {
            portFile.write(server.port(), kept);
            ErrorLine.print("listening on " + new Endpoint(listen.host(), server.port()));
            stop.await();
            return ExitCode.FINE;
        } finally {
            stop.done();
        }
    }
}
