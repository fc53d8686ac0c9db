package dev.pcfstap.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Wire;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFile;
import dev.pcfstap.wal.WalFileOptions;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesBehindJournalTest {
    private static final int PINGS = 10_000;

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
        byte[] ping = Requests.standard().ping(Wire.FIRST_READ_BYTES, Wire.FIRST_WRITE_BYTES);

        sink.opened(1, 1, new StreamAddresses("127.0.0.1:1", "127.0.0.1:2"));
        for (int i = 0; i < PINGS; i++) {
            sink.received(1, Direction.CONSOLE_TO_HOST, 2, ping, 0, ping.length);
        }
        assertThat(journal.progress().committedSequence()).isEqualTo(1);
        assertThat(wal).hasSize(empty);

        sink.batchEnded(3);
        assertThat(journal.progress().committedSequence()).isGreaterThan(PINGS);
        sink.flushDue(4);
        assertThat(Files.readAllLines(wal).stream().filter(line -> line.contains("->Ping")))
                .hasSize(PINGS);

        sink.received(1, Direction.CONSOLE_TO_HOST, 5, ping, 0, ping.length);
        sink.closed(1, 6, CloseReason.CLIENT);
        sink.stopped(7);
        assertThat(Files.readAllLines(wal).stream().filter(line -> line.contains("->Ping")))
                .hasSize(PINGS + 1);
        assertThat(wal).content().contains(" close reason=client ");
    }
}
