package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.proxy.load.TrafficLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A proxy process that writes a WAL and a journal in a folder of its own, and the load that can be sent through it. */
final class LoadedProxy implements AutoCloseable {
    private static final int CONSOLES = 4;

    private final Path wal;
    private final Path journal;
    private final TrafficLoad load;
    private final TapProcess process;
    private final int port;

    private LoadedProxy(Path wal, Path journal, TrafficLoad load, TapProcess process, int port) {
        this.wal = wal;
        this.journal = journal;
        this.load = load;
        this.process = process;
        this.port = port;
    }

    /** Starts it, in a folder that is created. */
    static LoadedProxy start(Path folder, Path journal, String... options) throws IOException {
        long seed = Long.getLong("load.seed", System.nanoTime() >>> 1);
        System.out.println("traffic from seed " + seed);
        Files.createDirectories(folder);
        TrafficLoad load = TrafficLoad.listen(seed);
        Path portFile = folder.resolve("port");
        Path wal = folder.resolve("out.wal");
        List<String> arguments = new ArrayList<>(List.of(
                "proxy",
                "--listen",
                "0",
                "--upstream",
                "127.0.0.1:" + load.hostPort(),
                "--port-file",
                portFile.toString(),
                "--wal",
                wal.toString(),
                "--journal",
                journal.toString(),
                "--max-stall",
                "1m"));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--flush-interval")) {
            arguments.addAll(List.of("--flush-interval", "20ms"));
        }
        TapProcess process = TapProcess.start(folder, arguments.toArray(new String[0]));
        try {
            return new LoadedProxy(wal, journal, load, process, process.port(portFile));
        } catch (IOException | RuntimeException failure) {
            process.close();
            load.close();
            throw failure;
        }
    }

    Path wal() {
        return wal;
    }

    Path journal() {
        return journal;
    }

    TrafficLoad load() {
        return load;
    }

    TapProcess process() {
        return process;
    }

    int port() {
        return port;
    }

    void beginTraffic() {
        load.begin(port, CONSOLES);
    }

    /** Lets streams come and go until this many bytes have arrived. */
    void awaitTraffic(long bytes) {
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> load.arrivedBytes() >= bytes || !load.failures().isEmpty());
        assertThat(load.failures()).isEmpty();
    }

    /** The streams end, in good order. */
    void finishTraffic() {
        load.finish();
        assertThat(load.failures()).isEmpty();
    }

    /** Tells the proxy to end and answers its exit code. */
    int end() throws IOException, InterruptedException {
        process.signal("TERM");
        return process.exitCode();
    }

    /** The segments of a journal, oldest first. */
    static List<Path> segments(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            return files.filter(file -> file.toString().endsWith(".pcj"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        process.close();
        load.close();
    }
}
