package dev.pcfstap.extract;

import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.tap.TeeSink;

/** A decoder behind a journal that is written, for the state that its snapshots hold. */
final class SnapshotDecoder implements SnapshotSource {
    private final PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});

    @Override
    public byte[] takeSnapshot() {
        try {
            return decoder.snapshot();
        } catch (SnapshotException e) {
            throw new AssertionError(e);
        }
    }

    /** Drives the journal and then the decoder. */
    TapSink behind(JournalSink journal) {
        return new TeeSink(journal, decoder) {
            @Override
            public void failed(long stream, long timeNanos, Throwable failure) {
                throw new AssertionError(failure);
            }
        };
    }
}
