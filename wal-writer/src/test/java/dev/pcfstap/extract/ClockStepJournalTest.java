package dev.pcfstap.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.compact.Compaction;
import dev.pcfstap.compact.Payloads;
import dev.pcfstap.filter.Filter;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.tap.ClockStep;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalPipeline;
import dev.pcfstap.wal.WalStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that steps between a request and its answer is no part of the latency, live and in whatever is made of a journal. */
class ClockStepJournalTest {
    private static final long STEP_NANOS = 3_600_000_000_000L;
    private static final long START = Captured.START;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private Path journal = folder;

    @BeforeEach
    void record() throws IOException {
        journal = folder.resolve("journal");
        Captured.write(Captured.in(journal), SnapshotSource.NONE, ClockStepJournalTest::tell);
    }

    private static void tell(TapSink sink) {
        Requests console = Requests.standard();
        Responses host = Responses.standard();
        sink.opened(1, START, Captured.addresses(1));
        say(sink, Direction.CONSOLE_TO_HOST, START + 1000, console.remove("/across"));
        sink.noted(0, START + 2000, "not a step");
        sink.noted(0, START + STEP_NANOS, ClockStep.note(STEP_NANOS));
        say(sink, Direction.HOST_TO_CONSOLE, START + STEP_NANOS + 701_000, host.rc(0));
        say(sink, Direction.CONSOLE_TO_HOST, START + STEP_NANOS + 800_000, console.openFolder("/behind"));
        say(sink, Direction.HOST_TO_CONSOLE, START + STEP_NANOS + 900_000, host.fd(0, 3));
        sink.closed(1, START + STEP_NANOS + 1_000_000, CloseReason.CLIENT);
        sink.batchEnded(START + STEP_NANOS + 1_000_000);
    }

    private static void say(TapSink sink, Direction direction, long timeNanos, byte[] packet) {
        sink.received(1, direction, timeNanos, packet, 0, packet.length);
    }

    @Test
    void theTextOfAJournalIsTheLiveText() throws IOException {
        for (WalFormatName name : WalFormatName.values()) {
            WalFormat format = name.create();
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            WalPipeline live = new WalPipeline(
                    DecoderLimits.DEFAULT, format, new WalStream(text, format, 0, 1 << 16, START), event -> {});
            int headerBytes = text.size();
            tell(live);
            live.stopped(0);

            assertThat(Captured.lines(journal, name))
                    .isEqualTo(text.toString(StandardCharsets.UTF_8)
                            .substring(headerBytes)
                            .lines()
                            .toList());
        }
        assertThat(Captured.lines(journal, WalFormatName.TAP))
                .anyMatch(line -> line.contains(" 700us"))
                .anyMatch(line -> line.contains("clock-step +3600."));
    }

    @Test
    void aCompactedJournalHasTheSameText() throws IOException {
        Path compacted = folder.resolve("compacted");
        new Compaction(JournalFiles.disk(), journal, ReadOptions.STRICT, Payloads.CHECKSUM)
                .into(Captured.in(compacted));

        for (WalFormatName name : WalFormatName.values()) {
            assertThat(Captured.lines(compacted, name)).isEqualTo(Captured.lines(journal, name));
        }
    }

    @Test
    void aFilteredJournalKeepsTheStepAndNoOtherNote() throws Exception {
        Filter filter = Filter.parse("op = Remove");
        Path filtered = folder.resolve("filtered");
        JournalPasses passes = new JournalPasses(JournalFiles.disk(), List.of(journal), ReadOptions.STRICT);

        assertThat(FilteredJournal.write(passes, filter, Captured.in(filtered)).wholeStreams())
                .isEmpty();
        assertThat(Captured.lines(filtered, WalFormatName.TAP, filter))
                .isEqualTo(Captured.lines(journal, WalFormatName.TAP, filter))
                .anyMatch(line -> line.contains(" 700us"));
        assertThat(Captured.lines(filtered, WalFormatName.TAP))
                .filteredOn(line -> line.contains(" note "))
                .hasSize(1)
                .allMatch(line -> line.contains("clock-step +3600."));
    }
}
