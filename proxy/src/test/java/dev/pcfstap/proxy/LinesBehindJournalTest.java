package dev.pcfstap.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Wire;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFile;
import dev.pcfstap.wal.WalFileOptions;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalOutput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesBehindJournalTest {
    private static final int PINGS = 10_000;
    private static final byte[] PING = Requests.standard().ping(Wire.FIRST_READ_BYTES, Wire.FIRST_WRITE_BYTES);
    private static final int LONG_BATCH_PINGS = (3 << 20) / (PING.length + 24);
    private static final StreamAddresses ENDS = new StreamAddresses("127.0.0.1:1", "127.0.0.1:2");

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void aBatchWithMoreTextThanTheWalHasRoomForShowsNothingBeforeTheJournalHasIt() throws Exception {
        Path wal = folder.resolve("out.wal");
        WalFormat format = WalFormatName.TAP.create();
        JournalOptions options = JournalOptions.in(folder.resolve("journal"));
        JournalRecorder journal = JournalRecorder.open(options, Duration.ofSeconds(10), 0);
        TapSink sink = journal.before(format, WalFile.open(WalFileOptions.of(wal), format, 0), new OperationTally());
        long empty = Files.size(wal);

        sink.opened(1, 1, ENDS);
        for (int i = 0; i < PINGS; i++) {
            sink.received(1, Direction.CONSOLE_TO_HOST, 2, PING, 0, PING.length);
        }
        assertThat(journal.progress().committedSequence()).isEqualTo(1);
        assertThat(wal).hasSize(empty);

        sink.batchEnded(3);
        assertThat(journal.progress().committedSequence()).isGreaterThan(PINGS);
        sink.flushDue(4);
        assertThat(Files.readAllLines(wal).stream().filter(line -> line.contains("->Ping")))
                .hasSize(PINGS);

        sink.received(1, Direction.CONSOLE_TO_HOST, 5, PING, 0, PING.length);
        sink.closed(1, 6, CloseReason.CLIENT);
        sink.stopped(7);
        assertThat(Files.readAllLines(wal).stream().filter(line -> line.contains("->Ping")))
                .hasSize(PINGS + 1);
        assertThat(wal).content().contains(" close reason=client ");
    }

    @Test
    void theLinesOfALongBatchWaitUntilItsCommitIsWrittenAndNoLonger() throws Exception {
        Shown shown = new Shown();
        JournalRecorder journal = writingBehind();
        TapSink sink = journal.before(WalFormatName.TAP.create(), shown, new OperationTally());
        sink.opened(1, 1, ENDS);
        longBatch(sink);
        assertThat(journal.progress().committedSequence()).isLessThan(LONG_BATCH_PINGS);
        assertThat(shown.pings).isZero();

        await().pollInSameThread().pollInterval(Duration.ofMillis(1)).until(() -> {
            sink.idle(4);
            boolean committed = journal.progress().committedSequence() > LONG_BATCH_PINGS;
            assertThat(shown.pings).isEqualTo(committed ? LONG_BATCH_PINGS : 0);
            return committed;
        });
        int batches = shown.batches;
        sink.idle(5);
        assertThat(shown.batches).isEqualTo(batches);
        sink.stopped(7);
        assertThat(shown.pings).isEqualTo(LONG_BATCH_PINGS);
    }

    @Test
    void aLongBatchShowsTheLinesOfTheOneBefore() throws Exception {
        Shown shown = new Shown();
        TapSink sink = writingBehind().before(WalFormatName.TAP.create(), shown, new OperationTally());
        sink.opened(1, 1, ENDS);
        for (int batch = 0; batch < 3; batch++) {
            longBatch(sink);
            assertThat(shown.pings).isEqualTo(batch * LONG_BATCH_PINGS);
        }
        sink.flushDue(4);
        assertThat(shown.pings).isEqualTo(3 * LONG_BATCH_PINGS);
        longBatch(sink);
        sink.stopped(7);
        assertThat(shown.pings).isEqualTo(4 * LONG_BATCH_PINGS);
    }

    @Test
    void linesThatTheOutputThrowsAtAreNeitherRepeatedNorOvertakeOthers() {
        StringBuilder given = new StringBuilder();
        LinesBehindJournal lines = new LinesBehindJournal(new Shown() {
            @Override
            public void append(TextBuffer text, long lineCount, long timeNanos) {
                given.append(text);
                if (given.length() == 2) {
                    throw new OutOfMemoryError("injected");
                }
            }
        });
        lines.append(new TextBuffer(8).put("1\n"), 1, 1);
        lines.nextBatch();
        lines.append(new TextBuffer(8).put("2\n"), 1, 2);

        assertThatThrownBy(lines::committed).hasMessage("injected");
        lines.append(new TextBuffer(8).put("3\n"), 1, 3);
        lines.close();
        assertThat(given).hasToString("1\n2\n3\n");
    }

    private JournalRecorder writingBehind() throws Exception {
        JournalOptions options = JournalOptions.in(folder.resolve("journal")).withWriteBehind(true);
        return JournalRecorder.open(options, Duration.ofSeconds(10), 0);
    }

    private static void longBatch(TapSink sink) {
        for (int i = 0; i < LONG_BATCH_PINGS; i++) {
            sink.received(1, Direction.CONSOLE_TO_HOST, 2, PING, 0, PING.length);
        }
        sink.batchEnded(3);
    }

    /** Counts what it is given. */
    private static class Shown implements WalOutput {
        private int pings;
        private int batches;

        @Override
        public void lost(long lineCount, long timeNanos) {}

        @Override
        public void append(TextBuffer lines, long lineCount, long timeNanos) {
            String text = new String(lines.viewBytes(), 0, lines.length(), StandardCharsets.UTF_8);
            pings += (int) text.lines().filter(line -> line.contains("->Ping")).count();
        }

        @Override
        public void batchEnded(long timeNanos) {
            batches++;
        }

        @Override
        public void flush(long timeNanos) {}

        @Override
        public long linesWritten() {
            return 0;
        }

        @Override
        public long linesLost() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
