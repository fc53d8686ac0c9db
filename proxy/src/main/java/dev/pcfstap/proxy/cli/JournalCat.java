package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalCommit;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalTools;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.RecordLine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Its records, one a line. */
@Command(
        name = "cat",
        description = "Shows the records of a journal, one a line; with --json their payload, too.",
        footer = {
            "",
            "Example, a journal that is being written, from now on:",
            "  pcfs-tap journal cat --follow console.journal",
            "Exit codes: 0 fine, 2 it could not run, 3 damaged."
        })
final class JournalCat extends JournalCall {
    private static final long LOOK_MILLIS = 100;

    @Parameters(arity = "1..*", paramLabel = "DIR|FILE", description = "Journals, or segments of one.")
    List<Path> inputs = List.of();

    @Option(names = "--json", description = "JSON Lines, with payloads in hex.")
    boolean json;

    @Option(names = "--follow", description = "Wait for more at the end, until a signal.")
    boolean follow;

    @Option(names = "--sequence", paramLabel = "N", description = "Begin with this record.")
    @Nullable
    Long sequence;

    @Mixin
    final DamageOption damage = new DamageOption();

    @Override
    int run() throws IOException {
        if (!follow) {
            JournalTools.requireSegments(JournalFiles.disk(), inputs);
        }
        long first = sequence == null ? 0 : sequence;
        try (JournalReader reader =
                JournalReader.open(JournalFiles.disk(), inputs, new ReadOptions(damage.mode, follow))) {
            if (sequence != null) {
                reader.seekSequence(first);
            }
            Writer out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
            try {
                print(reader, first, out);
            } finally {
                out.flush();
            }
            return DamageText.complain("cat", reader.damage(), inputs, damage.mode);
        }
    }

    private void print(JournalReader reader, long first, Writer out) throws IOException {
        StopSignals stop = follow ? StopSignals.listen() : null;
        boolean wanted = true;
        while (wanted) {
            if (reader.advance()) {
                print(reader.commit(), first, out);
                wanted = !System.out.checkError() && (stop == null || !stop.within(0));
            } else {
                out.flush();
                wanted = stop != null && !reader.ended() && !stop.within(LOOK_MILLIS) && !System.out.checkError();
            }
        }
        if (stop != null) {
            stop.done();
        }
    }

    private void print(JournalCommit commit, long first, Writer out) throws IOException {
        while (commit.nextRecord()) {
            if (commit.sequence() >= first) {
                out.append(json ? RecordLine.json(commit) : RecordLine.text(commit))
                        .append('\n');
            }
        }
    }
}
