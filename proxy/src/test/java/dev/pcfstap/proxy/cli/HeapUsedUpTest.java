package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalListener;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.JournalWriter;
import dev.pcfstap.journal.SessionBook;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.journal.SyncPolicy;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More open streams than the heap has room for: one line, the code of what could not run, and nothing half made. */
@Timeout(120)
class HeapUsedUpTest {
    private static final int STREAMS = Integer.getInteger("heap.streams", 15_000);
    private static final int HEAP_MEBIBYTES = 20;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private Path journal() {
        return folder.resolve("journal");
    }

    @BeforeEach
    void writeAJournalOfOpenStreams() throws IOException {
        JournalFiles disk = JournalFiles.disk();
        JournalOptions options = JournalOptions.in(journal()).withSync(SyncPolicy.NONE);
        JournalWriter writer = JournalWriter.open(disk, options, SnapshotSource.NONE, JournalListener.NONE, 1);
        SessionBook sessions = SessionBook.reconcile(disk, journal(), writer, SessionBook.UNCOUNTED);
        JournalSink sink = new JournalSink(writer, sessions, 0, Duration.ofHours(1), 1);
        for (int stream = 1; stream <= STREAMS; stream++) {
            sink.opened(stream, stream, new StreamAddresses("10.0.0.1:5000", "10.0.0.2:7500"));
            sink.received(stream, Direction.CONSOLE_TO_HOST, stream, new byte[20], 0, 20);
            if (stream % 500 == 0) {
                sink.batchEnded(stream);
            }
        }
        sink.stopped(STREAMS);
    }

    private void assertEndsInOrder(String... arguments) throws Exception {
        try (TapProcess tap = TapProcess.startOn(List.of("-Xmx" + HEAP_MEBIBYTES + "m"), folder, arguments)) {
            assertThat(tap.exitCode()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(tap.errors())
                    .singleElement()
                    .asString()
                    .matches("pcfs-tap: the heap of \\d+ MiB is used up; .*");
        }
    }

    @Test
    void compactLeavesNoHalfJournal() throws Exception {
        Path target = folder.resolve("small");
        assertEndsInOrder("journal", "compact", journal().toString(), "--output", target.toString());
        assertThat(target.resolve("00000000000000000000.pcj")).doesNotExist();
    }

    @Test
    void decodeLeavesNoHalfWal() throws Exception {
        Path wal = folder.resolve("out.wal");
        assertEndsInOrder("decode", journal().toString(), "--wal", wal.toString());
        assertThat(wal).doesNotExist();
    }
}
