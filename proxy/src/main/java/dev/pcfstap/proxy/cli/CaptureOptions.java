package dev.pcfstap.proxy.cli;

import dev.pcfstap.pcap.ImportOptions;
import dev.pcfstap.pcfs.Assumption;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How packet captures are read; what is assumed holds for journals that were made of such captures, too. */
final class CaptureOptions {
    private static final int MAX_PORT = 0xFFFF;
    private static final long MAX_SIZE = 0xFFFF_FFFFL;

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
            converter = ChoiceConverter.OnOff.class,
            description = "Whether streams that began before the capture did have fast file I/O (on; of an imported"
                    + " journal, what was assumed at the import).")
    @Nullable
    Switch ffio;

    @Option(
            names = "--first-read-size",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "The first read size of such streams (196672).")
    @Nullable
    Long firstReadSize;

    ImportOptions toImport() throws UserException {
        if (port < 1 || port > MAX_PORT) {
            throw new UserException("--port is " + port + ", must be 1 to " + MAX_PORT);
        }
        if (firstReadSize != null && firstReadSize > MAX_SIZE) {
            throw new UserException("--first-read-size is " + firstReadSize + ", must be at most " + MAX_SIZE);
        }
        return ImportOptions.DEFAULT.withServerPort(port);
    }

    /** From what would be assumed of a stream to what is. */
    UnaryOperator<Assumption> assumptions() {
        Switch chosen = ffio;
        Long size = firstReadSize;
        return usual -> new Assumption(
                chosen == null ? usual.ffio() : chosen == Switch.ON, size == null ? usual.firstReadSize() : size);
    }
}
