package dev.pcfstap.proxy.cli;

import dev.pcfstap.pcap.ImportOptions;
import dev.pcfstap.wal.WalPipeline;
import java.util.function.LongConsumer;
import picocli.CommandLine.Option;

/** How packet captures are read. */
final class CaptureOptions {
    private static final int MOST_PORT = 0xFFFF;
    private static final long MOST_SIZE = 0xFFFF_FFFFL;

    /** Whether something is on. */
    enum Switch {
        ON,
        OFF
    }

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7500",
            description = "Packet captures: the host's port (${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--assume-ffio",
            paramLabel = "on|off",
            defaultValue = "on",
            converter = ChoiceConverter.OnOff.class,
            description = "Packet captures: whether streams that began before the capture have fast file I/O"
                    + " (${DEFAULT-VALUE}).")
    Switch ffio = Switch.ON;

    @Option(
            names = "--first-read-size",
            paramLabel = "SIZE",
            defaultValue = "196672",
            converter = SizeConverter.class,
            description = "Packet captures: the first read size of such streams (${DEFAULT-VALUE}).")
    long firstReadSize;

    ImportOptions toImport() throws UserException {
        if (port < 1 || port > MOST_PORT) {
            throw new UserException("--port is " + port + ", must be 1 to " + MOST_PORT);
        }
        if (firstReadSize > MOST_SIZE) {
            throw new UserException("--first-read-size is " + firstReadSize + ", must be at most " + MOST_SIZE);
        }
        return ImportOptions.DEFAULT.withServerPort(port);
    }

    /** Tells the decoder of each stream that began before the capture did what is assumed of it. */
    LongConsumer assumptions(WalPipeline pipeline) {
        return stream -> pipeline.assume(stream, ffio == Switch.ON, firstReadSize);
    }
}
