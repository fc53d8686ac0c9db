package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalDamagedException;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.output.FileAccess;
import dev.pcfstap.pcap.export.ExportOptions;
import dev.pcfstap.pcap.export.PcapngExport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From journals to what Wireshark opens. */
@Command(
        name = "export",
        sortOptions = false,
        description = "Writes journals as a pcapng file: one TCP connection a stream, with the operations as packet"
                + " comments.",
        footer = {
            "",
            "Examples: a journal for Wireshark, and what makes Wireshark understand it:",
            "  pcfs-tap export console.journal --output console.pcapng",
            "  pcfs-tap export --dissector ~/.local/lib/wireshark/plugins/pcfs-sata.lua",
            "",
            "Exit codes: 0 fine, 2 it could not run, 3 done, but the journal is damaged."
        })
final class ExportCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final String STANDARD_OUTPUT = "-";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "DIR|FILE", description = "Journals, or segments of one.")
    List<Path> inputs = List.of();

    @Option(
            names = "--format",
            paramLabel = "pcapng",
            defaultValue = "pcapng",
            description = "How the file looks; pcapng is the only form (${DEFAULT-VALUE}).")
    String form = "pcapng";

    @Option(names = "--to", hidden = true, description = "What --format was called.")
    void to(String name) {
        formerly = name;
    }

    private @Nullable String formerly;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The new file; - is standard output.")
    @Nullable
    Path output;

    @Option(
            names = "--dissector",
            paramLabel = "FILE",
            description = "Instead of a journal, write Wireshark's dissector for PCFS SATA; - is standard output.")
    @Nullable
    Path dissector;

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

    @Mixin
    final DamageOption damage = new DamageOption();

    @Mixin
    final AccessOption access = new AccessOption();

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws UserException {
        common.applyVerbosity();
        Path lua = dissector;
        if (lua != null) {
            return dissector(lua);
        }
        Path target = output;
        if (target != null && target.toString().equals(STANDARD_OUTPUT)) {
            IdleOptions.refuseShared(spec, "without --output FILE", "--force");
        }
        if (inputs.isEmpty() || target == null) {
            throw new UserException("needs a journal and --output, or --dissector");
        }
        String wanted = formerly == null ? form : formerly;
        if (!wanted.equals("pcapng")) {
            throw new UserException("--format is '" + wanted + "', must be pcapng");
        }
        if (InputKind.of(inputs) != InputKind.JOURNAL) {
            throw new UserException(inputs.get(0) + ": is no journal");
        }
        try {
            return target.toString().equals(STANDARD_OUTPUT)
                    ? export(StandardStreams.output(), options())
                    : export(target, options());
        } catch (JournalDamagedException damaged) {
            complain(damaged.damage());
            BehindDamage.line(inputs, damage.mode, List.of(damaged.damage()))
                    .ifPresent(line -> ErrorLine.print("pcfs-tap export", line));
            return ExitCode.INCOMPLETE;
        } catch (UncheckedIOException e) {
            throw new UserException(
                    "cannot write " + target + ": " + FileFailure.reason(new IOException(e.getCause())), e);
        } catch (IOException e) {
            throw new UserException(FileFailure.reason(e), e);
        }
    }

    private int dissector(Path file) throws UserException {
        if (!inputs.isEmpty() || output != null) {
            throw new UserException("--dissector stands alone: it needs neither a journal nor --output");
        }
        IdleOptions.refuseShared(
                spec, "with --dissector", "--format", "--to", "--mtu", "--console-name", "--host-name", "--mode");
        try (InputStream script = PcapngExport.dissector()) {
            if (file.toString().equals(STANDARD_OUTPUT)) {
                script.transferTo(StandardStreams.output());
                return ExitCode.FINE;
            }
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            try (NewFile complete = NewFile.at(file, force, ReadPaths.of(inputs, common), FileAccess.ANYBODY)) {
                try (OutputStream out = complete.open()) {
                    script.transferTo(out);
                }
                complete.complete();
            }
            return ExitCode.FINE;
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

    private int export(Path target, ExportOptions options) throws IOException, UserException {
        try (NewFile file = NewFile.at(target, force, ReadPaths.of(inputs, common), access.access())) {
            int code = export(file.open(), options);
            file.complete();
            return code;
        }
    }

    /** Exports, and closes {@code to}. */
    private int export(OutputStream to, ExportOptions options) throws IOException {
        try (to;
                JournalReader reader = JournalReader.open(JournalFiles.disk(), inputs, damage.reading());
                PcapngExport export = new PcapngExport(new BufferedOutputStream(to, BUFFER_BYTES), options)) {
            CommentedExport sink = new CommentedExport(export);
            new JournalSource(reader, sink, sink::restore).play();
            sink.stopped(0);
            List<Damage> damage = reader.damage();
            damage.forEach(ExportCommand::complain);
            BehindDamage.line(inputs, this.damage.mode, damage)
                    .ifPresent(line -> ErrorLine.print("pcfs-tap export", line));
            ErrorLine.print("packets " + export.packets() + ", streams " + sink.streams());
            return damage.isEmpty() ? ExitCode.FINE : ExitCode.INCOMPLETE;
        }
    }

    private static void complain(Damage damage) {
        ErrorLine.print("pcfs-tap export: " + damage.line());
    }
}
