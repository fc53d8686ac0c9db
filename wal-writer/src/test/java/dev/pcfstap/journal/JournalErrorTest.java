package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An error while a snapshot is made, as when memory runs out, costs the snapshot, and no record is written twice. */
class JournalErrorTest {
    private static final int STREAMS = 5;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private boolean failing;

    /** Each commit fills its segment, so that each is followed by a new one, which begins with a snapshot. */
    @Test
    void everyClosingStandsInTheJournalOnce() throws IOException {
        JournalOptions options = JournalOptions.in(folder).withSegmentBytes(1).withSync(SyncPolicy.NONE);
        JournalWriter writer =
                JournalWriter.open(JournalFiles.disk(), options, this::snapshot, JournalListener.NONE, 1);
        JournalSink sink = JournalFixture.sink(JournalFiles.disk(), options, writer, 1);
        for (int stream = 1; stream <= STREAMS; stream++) {
            sink.opened(stream, stream, new StreamAddresses("console", "host"));
        }
        sink.batchEnded(10);
        failing = true;
        for (int stream = 1; stream <= STREAMS; stream++) {
            sink.closed(stream, 10 + stream, CloseReason.CLIENT);
            try {
                sink.batchEnded(20 + stream);
            } catch (OutOfMemoryError injected) {
                // Where it is let out, the next batch must not repeat this one.
            }
        }
        failing = false;
        sink.stopped(100);

        List<String> records = JournalFixture.records(folder, ReadOptions.TAIL);
        assertThat(records).filteredOn(record -> record.contains(" OPENED ")).hasSize(STREAMS);
        assertThat(records).filteredOn(record -> record.contains(" CLOSED ")).hasSize(STREAMS);
    }

    private byte[] snapshot() {
        if (failing) {
            throw new OutOfMemoryError("injected");
        }
        return new byte[] {1};
    }
}
