package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.StreamAddresses;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An error half way, as when memory runs out, leaves whole lines; each event is there once, or counted as lost. */
class ErrorsHalfWayTest {
    private static final StreamAddresses ADDRESSES = new StreamAddresses("c:1", "s:2");
    private static final int STREAMS = 6;

    private final MemoryOutput output = new MemoryOutput();
    private final List<PcfsEvent> seen = new ArrayList<>();

    /** Prints half of a line and then fails, every other time. */
    private static final class Failing implements WalFormat {
        private final WalFormat format = new JsonFormat();
        private final boolean notesToo;
        private int printed;

        Failing(boolean notesToo) {
            this.notesToo = notesToo;
        }

        @Override
        public void header(TextBuffer target, long timeNanos) {
            format.header(target, timeNanos);
        }

        @Override
        public boolean recognizes(byte[] beginning) {
            return format.recognizes(beginning);
        }

        @Override
        public void print(PcfsEvent event, TextBuffer target) {
            if (event instanceof PcfsEvent.Opened ? ++printed % 2 == 0 : notesToo && event instanceof PcfsEvent.Note) {
                target.put("{\"ts\":\"20");
                throw new OutOfMemoryError("injected");
            }
            format.print(event, target);
        }
    }

    @Test
    void aLineThatCannotBeFormattedIsReplacedByANote() {
        tell(new WalPipeline(DecoderLimits.DEFAULT, new Failing(false), output, seen::add));

        List<String> lines = output.text().lines().toList();
        assertThat(lines)
                .hasSize(2 * STREAMS)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.startsWith("{\"") && line.endsWith("}"));
        assertThat(lines)
                .filteredOn(line -> line.contains("not printed: Opened"))
                .hasSize(STREAMS / 2);
        assertThat(output.linesLost()).isZero();
        assertThat(seen).hasSize(2 * STREAMS);
    }

    @Test
    void aLineThatNotEvenANoteCanReplaceIsCounted() {
        tell(new WalPipeline(DecoderLimits.DEFAULT, new Failing(true), output, seen::add));

        assertThat(output.text().lines())
                .hasSize(2 * STREAMS - STREAMS / 2)
                .allMatch(line -> line.startsWith("{\"") && line.endsWith("}"));
        assertThat(output.linesLost()).isEqualTo(STREAMS / 2);
    }

    @Test
    void anOutputThatFailsIsNeverGivenTheSameLinesAgain() {
        List<String> given = new ArrayList<>();
        WalOutput failing = new ForwardingOutput(output) {
            @Override
            public void append(TextBuffer lines, long lineCount, long timeNanos) {
                given.add(lines.toString());
                if (given.size() == 1) {
                    throw new OutOfMemoryError("injected");
                }
                super.append(lines, lineCount, timeNanos);
            }
        };
        WalPipeline pipeline = new WalPipeline(DecoderLimits.DEFAULT, new TapFormat(), failing, seen::add);
        pipeline.opened(1, 0, ADDRESSES);
        assertThatThrownBy(() -> pipeline.batchEnded(0)).isInstanceOf(OutOfMemoryError.class);
        pipeline.closed(1, 0, CloseReason.CLIENT);
        pipeline.batchEnded(0);

        assertThat(given).hasSize(2);
        assertThat(given.get(1)).contains("close").doesNotContain("open");
    }

    @Test
    void whatWatchesTheEventsKeepsNoneFromTheLog() {
        tell(new WalPipeline(DecoderLimits.DEFAULT, new TapFormat(), output, event -> {
            throw new OutOfMemoryError("injected");
        }));

        assertThat(output.text().lines()).hasSize(2 * STREAMS).doesNotHaveDuplicates();
    }

    @Test
    void aStreamThatFailsHalfWayThroughAWriteTakesNothingMoreAndEveryLineIsCounted() {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        OutputStream failing = new OutputStream() {
            private int writes;

            @Override
            public void write(int one) {
                taken.write(one);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                boolean fails = ++writes == 3;
                taken.write(bytes, offset, fails ? length / 2 : length);
                if (fails) {
                    throw new OutOfMemoryError("injected");
                }
            }
        };
        WalStream stream = new WalStream(failing, new TapFormat(), 0, 64, 0);
        for (int line = 0; line < 50; line++) {
            Lines.append(stream, line, 1, line);
        }
        stream.close();

        assertThat(stream.linesWritten()).isPositive();
        assertThat(stream.linesWritten() + stream.linesLost()).isEqualTo(50);
        assertThat(taken.toString(StandardCharsets.UTF_8).lines()).doesNotHaveDuplicates();
    }

    @Test
    void linesBehindAQueueAreCountedOnceWhenTheirNoteOrTheOutputFails() {
        WalOutput counting = new ForwardingOutput(output) {
            @Override
            public void append(TextBuffer lines, long lineCount, long timeNanos) {
                if (lines.toString().contains("line 0\n")) {
                    super.lost(lineCount, timeNanos);
                    throw new OutOfMemoryError("injected");
                }
                super.append(lines, lineCount, timeNanos);
            }
        };
        QueueLimits limits = new QueueLimits(1000, 0, 0, 60_000_000_000L);
        QueuedOutput queued = QueuedOutput.start(counting, new Failing(true), limits, 0);
        Lines.append(queued, 0, 2, 0);
        queued.flush(0);
        await().until(() -> queued.linesLost() == 2);
        Lines.append(queued, 2, 3, 0);
        queued.lost(1, 0);
        queued.close();

        assertThat(output.text()).isEqualTo(Lines.text(2, 3));
        assertThat(queued.linesWritten()).isEqualTo(3);
        assertThat(queued.linesLost()).isEqualTo(3);
    }

    private static void tell(WalPipeline pipeline) {
        for (int stream = 1; stream <= STREAMS; stream++) {
            pipeline.opened(stream, stream, ADDRESSES);
        }
        pipeline.batchEnded(0);
        for (int stream = 1; stream <= STREAMS; stream++) {
            pipeline.closed(stream, STREAMS + stream, CloseReason.CLIENT);
        }
        pipeline.batchEnded(0);
    }

    /** An output that passes everything on. */
    private static class ForwardingOutput implements WalOutput {
        private final WalOutput to;

        ForwardingOutput(WalOutput to) {
            this.to = to;
        }

        @Override
        public void append(TextBuffer lines, long lineCount, long timeNanos) {
            to.append(lines, lineCount, timeNanos);
        }

        @Override
        public void lost(long lineCount, long timeNanos) {
            to.lost(lineCount, timeNanos);
        }

        @Override
        public void batchEnded(long timeNanos) {
            to.batchEnded(timeNanos);
        }

        @Override
        public void flush(long timeNanos) {
            to.flush(timeNanos);
        }

        @Override
        public long linesWritten() {
            return to.linesWritten();
        }

        @Override
        public long linesLost() {
            return to.linesLost();
        }

        @Override
        public void close() {
            to.close();
        }
    }
}
