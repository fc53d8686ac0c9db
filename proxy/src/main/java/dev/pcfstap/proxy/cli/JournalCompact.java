package dev.pcfstap.proxy.cli;

import dev.pcfstap.compact.Compacted;
import dev.pcfstap.compact.Compaction;
import dev.pcfstap.compact.Payloads;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The same conversations in less room. */
@Command(
        name = "compact",
        sortOptions = false,
        description = "Writes a new journal that is smaller and decodes to the same WAL, which is verified at the end."
                + " The original is not changed.",
        footer = {
            "",
            "checksum loses what files held: the data of reads and writes is gone, its length and checksums stay.",
            "once loses nothing, but a segment cannot be taken out of such a journal: others may refer to it.",
            "",
            "Example:  pcfs-tap journal compact console.journal --output small.journal",
            "Exit codes: 0 fine, 2 it could not run, 3 done, but the input is damaged."
        })
final class JournalCompact extends JournalCall {
    @Parameters(paramLabel = "DIR|FILE", description = "The journal.")
    Path input = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "A folder without a journal; created when it is missing.")
    Path target = Path.of("");

    @Option(
            names = "--payloads",
            paramLabel = "checksum|once",
            defaultValue = "checksum",
            converter = ChoiceConverter.Payload.class,
            description = "Data of reads and writes: keep its length and checksums, or keep it, but the same bytes only"
                    + " once (${DEFAULT-VALUE}).")
    Payloads payloads = Payloads.CHECKSUM;

    @Mixin
    final DamageOption damage = new DamageOption();

    @Mixin
    final AccessOption access = new AccessOption();

    @Override
    int run() throws IOException, UserException {
        JournalTools.requireSegments(JournalFiles.disk(), List.of(input));
        ReadPaths.of(List.of(input), common).refuseFolder(target);
        JournalImport.requireNoJournal(target);
        Compaction compaction = new Compaction(access.disk(), input, damage.reading(), payloads);
        Compacted done = compaction.into(JournalOptions.in(target));
        if (done.leftAsTheyAre() > 0) {
            ErrorLine.print("pcfs-tap journal compact: too many reads and writes: the data of " + done.leftAsTheyAre()
                    + " stays as it is");
        }
        ErrorLine.print("bytes before " + done.bytesBefore() + ", after " + done.bytesAfter() + " ("
                + percent(done) + "), data " + (payloads == Payloads.ONCE ? "shared " : "reduced ") + done.dataBytes()
                + ", records " + done.records() + ", same WAL of " + done.events() + " lines");
        return DamageText.complain("compact", done.damage(), List.of(input), damage.mode);
    }

    private static String percent(Compacted done) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * done.bytesAfter() / Math.max(1, done.bytesBefore()));
    }
}
