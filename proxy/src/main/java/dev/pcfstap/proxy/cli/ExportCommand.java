package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalDamagedException;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.journal.ReadMode;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.pcap.export.ExportOptions;
import dev.pcfstap.pcap.export.PcapngExport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From journals to what Wireshark opens. */
@Command(
        name = "export",
        sortOptions = false,
        description =
                "Writes journals as a pcapng file: one TCP connection a stream, with the operations as packet comments.",
        footer = {
            "",
            "Example:  pcfs-tap export console.journal --to pcapng -o console.pcapng",
            "Exit codes: 0 fine, 2 it could not run, 3 done, but the journal is damaged."
        })
final class ExportCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 1 << 20;

    @Parameters(arity = "1..*", paramLabel = "DIR|FILE", description = "Journals, or segments of one.")
    List<Path> inputs = List.of();

    @Option(names = "--to", required = true, paramLabel = "pcapng", description = "The form; pcapng is the only one.")
    String form = "";

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The new file.")
    Path target = Path.of("");

    @Option(names = "--force", description = "Overwrite a file that exists.")
    boolean force;

    @Option(
            names = "--mtu",
            paramLabel = "BYTES",
            defaultValue = "1500",
            description = "The longest IP packet (${DEFAULT-VALUE}).")
    int mtuBytes;

    @Option(
            names = "--console-name",
            paramLabel = "NAME",
            defaultValue = "console",
            description = "What the console's address is called (${DEFAULT-VALUE}).")
    String consoleName = "console";

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            defaultValue = "host",
            description = "What the host's address is called (${DEFAULT-VALUE}).")
    String hostName = "host";

    @Option(
            names = "--mode",
            paramLabel = "strict|tail|salvage",
            defaultValue = "tail",
            converter = ChoiceConverter.Mode.class,
            description = "At damage: refuse, stop, or go on with what is intact (${DEFAULT-VALUE}).")
    ReadMode mode = ReadMode.TAIL;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws UserException {
        common.applyVerbosity();
        if (!form.equals("pcapng")) {
            throw new UserException("--to is '" + form + "', must be pcapng");
        }
        if (InputKind.of(inputs) != InputKind.JOURNAL) {
            throw new UserException(inputs.get(0) + ": is no journal");
        }
        try (NewFile file = NewFile.at(target, force)) {
            int code = export(file.partial(), options());
            file.complete();
            return code;
        } catch (JournalDamagedException damaged) {
            complain(damaged.damage());
            return ExitCode.INCOMPLETE;
        } catch (UncheckedIOException e) {
            throw new UserException(
                    "cannot write " + target + ": " + FileFailure.reason(new IOException(e.getCause())), e);
        } catch (IOException e) {
            throw new UserException(FileFailure.reason(e), e);
        }
    }

    private ExportOptions options() throws UserException {
        try {
            return new ExportOptions(mtuBytes, consoleName, hostName);
        } catch (IllegalArgumentException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private int export(Path to, ExportOptions options) throws IOException {
        try (JournalReader reader = JournalReader.open(JournalFiles.disk(), inputs, new ReadOptions(mode, false));
                PcapngExport export =
                        new PcapngExport(new BufferedOutputStream(Files.newOutputStream(to), BUFFER_BYTES), options)) {
            CommentedExport sink = new CommentedExport(export);
            new JournalSource(reader, new AssumingSink(sink, sink::assume, UnaryOperator.identity()), sink::restore)
                    .play();
            sink.stopped(0);
            List<Damage> damage = reader.damage();
            damage.forEach(ExportCommand::complain);
            System.err.println("packets " + export.packets() + ", streams " + sink.streams());
            return damage.isEmpty() ? ExitCode.FINE : ExitCode.INCOMPLETE;
        }
    }

    private static void complain(Damage damage) {
        System.err.println("pcfs-tap export: " + damage.line());
    }
}
