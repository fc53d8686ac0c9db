package dev.pcfstap.proxy.cli;

import dev.pcfstap.fixtures.host.PcfsHost;
import dev.pcfstap.fixtures.host.PcfsHostOptions;
import dev.pcfstap.proxy.relay.Endpoint;
import dev.pcfstap.proxy.transport.KeepAlive;
import dev.pcfstap.proxy.transport.RelayTransport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The embedded host, for real use. Runs until it is told to stop. */
@Command(
        name = "serve",
        sortOptions = false,
        description = "A PCFS SATA host over a folder, with the volumes as folders below it.")
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--listen",
            required = true,
            paramLabel = "[HOST:]PORT",
            converter = EndpointConverter.Listen.class,
            description = "Where consoles connect; the host is 127.0.0.1 unless given, port 0 picks one.")
    @Nullable
    Endpoint listen;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "DIR",
            description =
                    "Holds %%MLC_EMU_DIR, %%SLC_EMU_DIR, %%DISC_EMU_DIR and %%SAVE_EMU_DIR, which are made where they are missing.")
    @Nullable
    Path root;

    @Option(names = "--read-only", description = "Refuse whatever would change a file.")
    boolean readOnly;

    @Mixin
    final PortFile portFile = new PortFile();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws Exception {
        common.applyVerbosity();
        if (listen == null || root == null) {
            throw new UserException("--listen and --root are needed");
        }
        // What consoles reach lies in the volumes.
        portFile.clear(ReadPaths.of(PcfsHost.volumes(root), common));
        CharacterSet.requireReadableNames(root);
        provideVolumes(root);
        StopSignals stop = StopSignals.listen();
        Vertx vertx = Vertx.builder()
                .withTransport(RelayTransport.best(KeepAlive.DEFAULT))
                .build();
        try {
            PcfsHost host = Waiting.forResult(PcfsHost.start(
                    vertx,
                    PcfsHostOptions.of(root)
                            .withListen(listen.host(), listen.port())
                            .withReadOnly(readOnly)));
            portFile.write(host.port(), ReadPaths.of(PcfsHost.volumes(root), common));
            ErrorLine.print("listening on " + new Endpoint(listen.host(), host.port()));
            stop.await();
            Waiting.forResult(host.close());
            return ExitCode.FINE;
        } finally {
            Waiting.forResult(vertx.close());
            stop.done();
        }
    }

    /** A console asks for all of them; with a root that lacks them every request would fail without a word. */
    private void provideVolumes(Path folder) throws UserException {
        List<String> missing = PcfsHost.missingVolumes(folder);
        if (missing.isEmpty()) {
            return;
        }
        String names = String.join(", ", missing);
        if (readOnly) {
            ErrorLine.print("pcfs-tap serve: " + folder + " lacks " + names + "; what a console asks of them fails");
            return;
        }
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
            for (String name : missing) {
                Files.createDirectory(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new UserException("cannot make " + names + " in " + folder + ": " + FileFailure.reason(e), e);
        }
        ErrorLine.print("made " + names + " in " + folder);
    }
}
