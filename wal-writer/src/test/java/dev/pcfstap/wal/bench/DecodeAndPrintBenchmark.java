package dev.pcfstap.wal.bench;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalOutput;
import dev.pcfstap.wal.WalPipeline;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A golden session in memory, decoded and printed on one thread. The events counted are requests, data and responses. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx256m")
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class DecodeAndPrintBenchmark {
    private static final StreamAddresses ADDRESSES = new StreamAddresses("127.0.0.1:49152", "127.0.0.1:7500");
    private static final int RECORDS_A_BATCH = 64;

    @Param({"streams", "commands", "reads"})
    public String session;

    @Param({"cat-dev", "tap", "json"})
    public String format;

    private List<TapeRecord> records;
    private long events;
    private long firstStream;
    private long streams;
    private WalPipeline pipeline;
    private long timeNanos;

    /** What JMH reports beside the number of sessions. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Events {
        /** Lines of the compatible text. */
        public long lines;
    }

    @Setup
    public void prepare() {
        Golden golden = Golden.of(session);
        records = golden.tape().joined().records();
        events = golden.catDevText().lines().count();
        streams = records.stream().mapToLong(TapeRecord::stream).max().orElse(0) + 1;
        pipeline = new WalPipeline(
                DecoderLimits.DEFAULT, WalFormatName.parse(format).create(), new Nowhere(), event -> {});
        timeNanos = 1_795_210_848_000_000_000L;
    }

    @Benchmark
    public long decodeAndPrint(Events counter) {
        firstStream += streams;
        int inBatch = 0;
        for (TapeRecord record : records) {
            timeNanos += 500;
            play(record, firstStream + record.stream());
            if (++inBatch == RECORDS_A_BATCH) {
                inBatch = 0;
                pipeline.batchEnded(timeNanos);
            }
        }
        pipeline.batchEnded(timeNanos);
        counter.lines += events;
        return timeNanos;
    }

    private void play(TapeRecord record, long stream) {
        byte[] bytes = record.bytes();
        switch (record.kind()) {
            case OPENED -> pipeline.opened(stream, timeNanos, ADDRESSES);
            case CLOSED -> pipeline.closed(stream, timeNanos, CloseReason.CLIENT);
            case TO_HOST -> pipeline.received(stream, Direction.CONSOLE_TO_HOST, timeNanos, bytes, 0, bytes.length);
            case TO_CONSOLE -> pipeline.received(stream, Direction.HOST_TO_CONSOLE, timeNanos, bytes, 0, bytes.length);
        }
    }

    /** Takes lines and keeps none. */
    private static final class Nowhere implements WalOutput {
        private long lines;

        @Override
        public void lost(long lineCount, long timeNanos) {}

        @Override
        public void append(TextBuffer text, long lineCount, long timeNanos) {
            lines += lineCount;
        }

        @Override
        public void batchEnded(long timeNanos) {}

        @Override
        public void flush(long timeNanos) {}

        @Override
        public long linesWritten() {
            return lines;
        }

        @Override
        public long linesLost() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
