package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.StreamAddresses;
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
