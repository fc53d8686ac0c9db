package dev.pcfstap.wal;

import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;

/** Plays a tape into a sink, a microsecond a record. */
final class TapeRunner {
    private TapeRunner() {}

    static void run(Tape tape, WalFormat format, WalOutput output, int batch) {
        WalPipeline pipeline = new WalPipeline(DecoderLimits.DEFAULT, format, output, event -> {});
        long end = play(tape, pipeline, batch);
        pipeline.stopped(end);
    }

    /** Ends a batch after every {@code batch} records; returns the time after the last one. */
    static long play(Tape tape, TapSink sink, int batch) {
        long timeNanos = SampleEvents.TIME;
        int inBatch = 0;
        for (TapeRecord record : tape.records()) {
            timeNanos += 1000;
            byte[] bytes = record.bytes();
            switch (record.kind()) {
                case OPENED -> sink.opened(record.stream(), timeNanos, new StreamAddresses("c:1", "s:2"));
                case CLOSED -> sink.closed(record.stream(), timeNanos, CloseReason.CLIENT);
                case TO_HOST ->
                    sink.received(record.stream(), Direction.CONSOLE_TO_HOST, timeNanos, bytes, 0, bytes.length);
                case TO_CONSOLE ->
                    sink.received(record.stream(), Direction.HOST_TO_CONSOLE, timeNanos, bytes, 0, bytes.length);
            }
            if (++inBatch == batch) {
                inBatch = 0;
                sink.batchEnded(timeNanos);
            }
        }
        sink.batchEnded(timeNanos);
        return timeNanos;
    }
}
