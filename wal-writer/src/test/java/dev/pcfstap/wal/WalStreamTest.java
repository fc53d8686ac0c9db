package dev.pcfstap.wal;

import static dev.pcfstap.wal.Lines.SECOND;
import static dev.pcfstap.wal.Lines.T0;
import static dev.pcfstap.wal.Lines.append;
import static dev.pcfstap.wal.Lines.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WalStreamTest {
    private static final String HEADER = "# pcfs-tap wal 1\n";

    @Test
    void theHeaderAndEveryFlushedLineAppearAtOnce() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WalStream wal = new WalStream(out, new TapFormat(), SECOND, 1000, T0);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(HEADER);
        append(wal, 1, 2, T0 + SECOND);
        wal.batchEnded(T0 + SECOND);
        append(wal, 3, 2, T0 + SECOND);
        wal.batchEnded(T0 + SECOND);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(HEADER + text(1, 2));
        wal.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(HEADER + text(1, 4));
        assertThat(wal.linesWritten()).isEqualTo(4);
    }

    @Test
    void anIntervalOfNothingFlushesEveryBatch() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WalStream wal = new WalStream(out, new CatDevFormat(), 0, 10, T0);
        for (int i = 0; i < 5; i++) {
            append(wal, 1 + i, 1, T0);
            wal.batchEnded(T0);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text(1, 1 + i));
        }
    }

    @Test
    void aReaderThatWentAwayCostsLinesButNoException() {
        WalStream wal = new WalStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                new CatDevFormat(),
                0,
                10,
                T0);
        append(wal, 1, 3, T0);
        wal.batchEnded(T0);
        append(wal, 4, 2, T0);
        wal.flush(T0);
        wal.close();
        append(wal, 6, 1, T0);
        assertThat(wal.linesWritten()).isZero();
        assertThat(wal.linesLost()).isEqualTo(6);
    }
}
