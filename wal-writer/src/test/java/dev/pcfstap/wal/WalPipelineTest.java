package dev.pcfstap.wal;

import static dev.pcfstap.wal.Lines.SECOND;
import static dev.pcfstap.wal.Lines.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalPipelineTest {
    private static final StreamAddresses ADDRESSES = new StreamAddresses("c:1", "s:2");

    @TempDir
    Path folder;

    private final MemoryOutput output = new MemoryOutput();
    private final List<PcfsEvent> seen = new ArrayList<>();

    private WalPipeline pipeline(WalFormat format) {
        return new WalPipeline(DecoderLimits.DEFAULT, format, output, seen::add);
    }

    @Test
    void aBatchIsHandedOverOnceAndTheTimerFlushes() {
        WalPipeline pipeline = pipeline(new TapFormat());
        pipeline.opened(1, T0, ADDRESSES);
        pipeline.closed(1, T0, CloseReason.SERVER);
        assertThat(output.appends).isZero();
        pipeline.batchEnded(T0);
        assertThat(output.appends).isEqualTo(1);
        assertThat(output.text()).isEqualTo("""
                2026-11-20T21:40:48.123456Z s1       open  client=c:1 server=s:2
                2026-11-20T21:40:48.123456Z s1       close reason=server requests=0 responses=0
                """);
        assertThat(output.flushes).isZero();
        pipeline.flushDue(T0 + SECOND);
        assertThat(output.flushes).isEqualTo(1);
        pipeline.stopped(T0 + SECOND);
        assertThat(output.closes).isEqualTo(1);
        assertThat(seen).hasSize(2);
    }

    @Test
    void bytesOfAStreamThatNobodyOpenedAreNotRecorded() {
        WalPipeline pipeline = pipeline(new TapFormat());
        assertThat(pipeline.received(9, Direction.CONSOLE_TO_HOST, T0, new byte[3], 0, 3))
                .isFalse();
        pipeline.opened(9, T0, ADDRESSES);
        assertThat(pipeline.received(9, Direction.CONSOLE_TO_HOST, T0, new byte[3], 0, 3))
                .isTrue();
    }

    @Test
    void aLargeBatchIsHandedOverInPieces() {
        WalPipeline pipeline = pipeline(new TapFormat());
        for (int stream = 1; stream <= 20_000; stream++) {
            pipeline.opened(stream, T0, ADDRESSES);
        }
        pipeline.batchEnded(T0);
        assertThat(output.linesWritten()).isEqualTo(20_000);
        assertThat(output.appends).isGreaterThan(4);
        assertThat(output.largestAppendBytes).isLessThan(257 << 10);
    }

    @Test
    void aFormatThatFailsCostsItsLineAndLeavesANote() {
        WalFormat broken = new WalFormat() {
            private final WalFormat tap = new TapFormat();

            @Override
            public void header(TextBuffer out, long timeNanos) {}

            @Override
            public boolean recognizes(byte[] beginning) {
                return true;
            }

            @Override
            public void print(PcfsEvent event, TextBuffer out) {
                if (event instanceof PcfsEvent.Opened) {
                    out.put("half a li");
                    throw new IllegalStateException("injected");
                }
                tap.print(event, out);
            }
        };
        WalPipeline pipeline = pipeline(broken);
        pipeline.opened(1, T0, ADDRESSES);
        pipeline.closed(1, T0, CloseReason.CLIENT);
        pipeline.batchEnded(T0);
        assertThat(output.text()).isEqualTo("""
                2026-11-20T21:40:48.123456Z s1       note  decoder-failed text="not printed: Opened"
                2026-11-20T21:40:48.123456Z s1       close reason=client requests=0 responses=0
                """);
    }

    @Test
    void whoeverWatchesTheEventsCannotHarmTheLog() {
        WalPipeline pipeline = new WalPipeline(DecoderLimits.DEFAULT, new TapFormat(), output, event -> {
            throw new IllegalStateException("injected");
        });
        pipeline.opened(1, T0, ADDRESSES);
        pipeline.closed(1, T0, CloseReason.CLIENT);
        pipeline.batchEnded(T0);
        assertThat(output.text().lines()).hasSize(2);
    }

    @Test
    void theDecodingGoesOnWhileTheDiskIsFullAndTheLogOwnsUp() throws IOException {
        Path path = folder.resolve("capture.wal");
        FaultyDisk disk = new FaultyDisk();
        WalFile file = WalFile.open(WalFileOptions.of(path).withBuffer(500), new TapFormat(), disk, T0);
        WalPipeline pipeline = new WalPipeline(DecoderLimits.DEFAULT, new TapFormat(), file, seen::add);
        disk.freeBytes = 700;
        long end = TapeRunner.play(Golden.COMMANDS.tape(), pipeline, 4);
        assertThat(file.linesLost()).isPositive();
        disk.freeBytes = Long.MAX_VALUE;
        pipeline.flushDue(end);
        pipeline.opened(99, end, ADDRESSES);
        pipeline.stopped(end);
        assertThat(seen).hasSizeGreaterThan(100);
        assertThat(Lines.read(path))
                .contains(" s0       note  wal-lost lines=" + file.linesLost() + " from=2026-11-20T21:40:48.")
                .endsWith(" s99       open  client=c:1 server=s:2\n");
        // The note is a line, too.
        assertThat(file.linesWritten() + file.linesLost()).isEqualTo(seen.size() + 1L);
    }
}
