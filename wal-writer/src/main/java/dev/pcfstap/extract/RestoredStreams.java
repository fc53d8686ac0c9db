package dev.pcfstap.extract;

import dev.pcfstap.journal.SnapshotConsumer;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import java.util.Arrays;

/** Gives a new journal the state in which the old one began, of the streams that stay. */
final class RestoredStreams implements SnapshotConsumer {
    private final CutPlan plan;
    private final NewJournal journal;

    RestoredStreams(CutPlan plan, NewJournal journal) {
        this.plan = plan;
        this.journal = journal;
    }

    @Override
    public long[] restore(byte[] bytes, int offset, int length, long timeNanos, long streamBase) {
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
        try {
            long[] streams = decoder.restore(Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, streamBase);
            for (long stream : streams) {
                if (plan.drops(stream)) {
                    decoder.closed(stream, timeNanos, CloseReason.END_OF_CAPTURE);
                }
            }
            journal.begin(decoder.snapshot(), timeNanos);
            return streams;
        } catch (SnapshotException unusable) {
            // As when it is decoded: its streams begin with their first record.
            return new long[0];
        }
    }
}
