package dev.pcfstap.wal;

import static dev.pcfstap.wal.Lines.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred bytes may wait for an output that takes nothing before it is let. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class QueuedOutputTest {
    private static final int CAPACITY_BYTES = 100;
    private static final long INTERVAL_NANOS = 1_000;

    private final SlowOutput slow = new SlowOutput();
    private QueuedOutput queued = start(0, Duration.ofSeconds(30));

    private QueuedOutput start(long patienceNanos, Duration close) {
        QueueLimits limits = new QueueLimits(CAPACITY_BYTES, patienceNanos, INTERVAL_NANOS, close.toNanos());
        return QueuedOutput.start(slow, WalFormatName.TAP.create(), limits, T0);
    }

    @AfterEach
    void letTheThreadEnd() {
        slow.go();
        queued.close();
    }

    private void flushWhatBlocks() {
        Lines.append(queued, 0, 1, T0);
        queued.flush(T0);
        await().until(() -> slow.asked);
    }

    @Test
    void whoeverAppendsIsNotHeldUpByAnOutputThatIs() {
        flushWhatBlocks();
        Lines.append(queued, 1, 5, T0);
        queued.flush(T0);
        assertThat(queued.linesWritten()).isZero();

        slow.go();
        queued.close();
        assertThat(slow.memory.text()).isEqualTo(Lines.text(0, 6));
        assertThat(queued.linesWritten()).isEqualTo(6);
        assertThat(queued.linesLost()).isZero();
    }

    @Test
    void whatFindsNoRoomIsLostAndNotedWhereItIsMissing() {
        flushWhatBlocks();
        Lines.append(queued, 1, 20, T0);
        Lines.append(queued, 21, 1, T0);
        assertThat(queued.linesLost()).isEqualTo(8);

        slow.go();
        await().until(() -> slow.memory.text().contains("wal-lost"));
        Lines.append(queued, 22, 2, T0 + 1);
        queued.close();
        String note = slow.memory.text().lines().skip(14).findFirst().orElseThrow();
        assertThat(note).contains("note  wal-lost lines=8 ");
        assertThat(slow.memory.text()).isEqualTo(Lines.text(0, 14) + note + "\n" + Lines.text(22, 2));
        assertThat(queued.linesWritten()).isEqualTo(17);
        assertThat(queued.linesLost()).isEqualTo(8);
    }

    @Test
    void whileThereIsPatienceAppendingWaitsAndLosesNothing() throws Exception {
        letTheThreadEnd();
        SlowOutput output = new SlowOutput();
        QueueLimits limits =
                new QueueLimits(CAPACITY_BYTES, Duration.ofMinutes(1).toNanos(), 0, 1L << 40);
        QueuedOutput patient = QueuedOutput.start(output, WalFormatName.TAP.create(), limits, T0);
        Thread producer = new Thread(() -> Lines.append(patient, 0, 200, T0));
        producer.start();
        await().until(() -> producer.getState() == Thread.State.TIMED_WAITING);
        output.go();
        producer.join();
        patient.close();
        assertThat(output.memory.text()).isEqualTo(Lines.text(0, 200));
        assertThat(patient.linesLost()).isZero();
    }

    @Test
    void whatIsNotWrittenAtTheEndIsLost() {
        letTheThreadEnd();
        SlowOutput output = new SlowOutput();
        QueueLimits limits = new QueueLimits(CAPACITY_BYTES, 0, INTERVAL_NANOS, 1);
        queued = QueuedOutput.start(output, WalFormatName.TAP.create(), limits, T0);
        Lines.append(queued, 0, 2, T0);
        queued.flush(T0);
        await().until(() -> output.asked);
        Lines.append(queued, 2, 3, T0);
        queued.close();
        assertThat(queued.linesWritten()).isZero();
        assertThat(queued.linesLost()).isEqualTo(5);
        output.go();
    }

    @Test
    void aBatchThatEndsAQuietSpellIsWrittenAtOnceAndOthersWaitForTheFlush() {
        slow.go();
        Lines.append(queued, 0, 1, T0);
        queued.batchEnded(T0);
        await().until(() -> queued.linesWritten() == 1);
        Lines.append(queued, 1, 1, T0 + 1);
        queued.batchEnded(T0 + 1);
        Lines.append(queued, 2, 1, T0 + INTERVAL_NANOS);
        queued.batchEnded(T0 + INTERVAL_NANOS);
        await().until(() -> queued.linesWritten() == 3);
        assertThat(slow.memory.appends).isEqualTo(2);
    }

    @Test
    void aLineThatIsLongerThanMayWaitGoesAlone() {
        slow.go();
        TextBuffer line = new TextBuffer(16).put(new byte[3 * CAPACITY_BYTES]).put('\n');
        queued.append(line, 1, T0);
        queued.close();
        assertThat(slow.memory.text()).hasSize(3 * CAPACITY_BYTES + 1);
    }

    @Test
    void whatAnOutputThrowsCostsTheLinesOfThatTurnOnly() {
        slow.failures = 1;
        slow.go();
        Lines.append(queued, 0, 2, T0);
        queued.flush(T0);
        await().until(() -> slow.memory.text().contains("wal-lost lines=2 "));
        Lines.append(queued, 2, 1, T0);
        queued.close();
        assertThat(slow.memory.text()).endsWith(Lines.text(2, 1));
        assertThat(queued.linesLost()).isEqualTo(2);
        assertThat(slow.memory.closes).isEqualTo(1);
    }

    /** Takes nothing until it is let go. */
    private static final class SlowOutput implements WalOutput {
        final MemoryOutput memory = new MemoryOutput();
        private final CountDownLatch gate = new CountDownLatch(1);
        volatile boolean asked;
        volatile int failures;

        void go() {
            gate.countDown();
        }

        @Override
        public void append(TextBuffer lines, long lineCount, long timeNanos) {
            asked = true;
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failures > 0) {
                failures = 0;
                throw new OutOfMemoryError("for a test");
            }
            memory.append(lines, lineCount, timeNanos);
        }

        @Override
        public void lost(long lineCount, long timeNanos) {
            memory.lost(lineCount, timeNanos);
        }

        @Override
        public void batchEnded(long timeNanos) {
            memory.batchEnded(timeNanos);
        }

        @Override
        public void flush(long timeNanos) {
            memory.flush(timeNanos);
        }

        @Override
        public long linesWritten() {
            return memory.linesWritten();
        }

        @Override
        public long linesLost() {
            return 0;
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
