package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalDamagedException;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.wal.WalPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Plays journals through the live decoder, and says on standard error what was damaged. Main thread. */
final class JournalPlayback {
    private final List<Path> inputs;
    private final ReadOptions options;
    private boolean whole = true;

    JournalPlayback(List<Path> inputs, ReadOptions options) {
        this.inputs = inputs;
        this.options = options;
    }

    /** Plays everything and stops the pipeline; false when the journal is damaged. */
    boolean decode(WalPipeline pipeline, OperationTally tally) throws UserException {
        try (JournalReader reader = JournalReader.open(JournalFiles.disk(), inputs, options)) {
            JournalSource source = new JournalSource(
                    reader,
                    pipeline,
                    (bytes, offset, length, timeNanos, base) ->
                            restore(pipeline, Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base));
            try {
                source.play();
            } catch (JournalDamagedException strict) {
                complain(strict.damage().line());
            }
            reader.damage().stream().map(Damage::line).forEach(this::complain);
            pipeline.stopped(0);
            System.err.println("records " + source.records() + ", streams " + tally.streams() + ", operations "
                    + tally.operations() + ", damaged places " + reader.damage().size());
            return whole;
        } catch (IOException e) {
            pipeline.stopped(0);
            throw new UserException("cannot read the journal: " + FileFailure.reason(e), e);
        }
    }

    private long[] restore(WalPipeline pipeline, byte[] state, long timeNanos, long streamBase) {
        try {
            return pipeline.restore(state, timeNanos, streamBase);
        } catch (SnapshotException e) {
            complain("the first snapshot cannot be used, what was open before it is unknown: " + e.getMessage());
            return new long[0];
        }
    }

    private void complain(String what) {
        whole = false;
        System.err.println("pcfs-tap decode: " + what);
    }
}
