package dev.pcfstap.proxy.cli;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.wal.WalFormatName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the journal's commands have: a journal of small segments that a running proxy wrote, with its live WAL. */
abstract class OnRecordedJournal {
    @TempDir
    Path folder = Path.of("set by JUnit");

    Path journal = Path.of("set by record");

    private final int segmentBytes;
    private final List<String> goldens;

    /** A journal of golden sessions, one after the other. */
    OnRecordedJournal(int segmentBytes, String... goldens) {
        this.segmentBytes = segmentBytes;
        this.goldens = List.of(goldens);
    }

    @BeforeEach
    void record() throws Exception {
        journal = folder.resolve("journal");
        RecordedSession.play(
                JournalOptions.in(journal).withSegmentBytes(segmentBytes),
                folder.resolve("live.wal"),
                WalFormatName.TAP,
                goldens.stream().map(name -> Golden.of(name).tape()).toArray(Tape[]::new));
    }

    /** {@code pcfs-tap journal} with arguments. */
    static CommandRun run(Object... arguments) {
        return CommandRun.of(
                Stream.concat(Stream.of("journal"), Stream.of(arguments)).toArray());
    }

    static List<Path> segments(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.filter(file -> file.toString().endsWith(".pcj"))
                    .sorted()
                    .toList();
        }
    }
}
