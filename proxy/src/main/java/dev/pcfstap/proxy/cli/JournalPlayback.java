package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalDamagedException;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.journal.ReadMode;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.pcfs.Assumption;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.wal.WalPipeline;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Plays journals through the live decoder, and says on standard error what was damaged. Main thread. */
final class JournalPlayback implements Closeable {
    private final JournalReader reader;
    private final List<Path> inputs;
    private final ReadMode mode;
    private boolean whole = true;

    private JournalPlayback(JournalReader reader, List<Path> inputs, ReadMode mode) {
        this.reader = reader;
        this.inputs = inputs;
        this.mode = mode;
    }

    /** Finds the journals' files; nothing of them is read yet. */
    static JournalPlayback open(List<Path> inputs, ReadOptions options) throws UserException {
        try {
            return new JournalPlayback(
                    JournalReader.open(JournalFiles.disk(), inputs, options), inputs, options.mode());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Plays everything and stops the pipeline; false when the journal is damaged.
     *
     * @param assumptions makes what is assumed of streams whose beginning was not seen from what the journal says of them
     */
    boolean decode(WalPipeline pipeline, OperationTally tally, UnaryOperator<Assumption> assumptions)
            throws UserException {
        try {
            JournalSource source = new JournalSource(
                    reader,
                    new AssumingSink(pipeline, assumptions),
                    (bytes, offset, length, timeNanos, base) ->
                            restore(pipeline, Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base));
            Set<String> damage = new LinkedHashSet<>();
            try {
                source.play();
            } catch (JournalDamagedException strict) {
                damage.add(strict.damage().line());
            }
            reader.damage().stream().map(Damage::line).forEach(damage::add);
            damage.forEach(this::complain);
            pipeline.stopped(0);
            BehindDamage.line(inputs, mode, reader.damage()).ifPresent(this::complain);
            ErrorLine.print("records " + source.records() + ", streams " + tally.streams() + ", operations "
                    + tally.operations() + ", damaged places " + reader.damage().size()
                    + SummaryText.outcomes(tally));
            return whole;
        } catch (IOException e) {
            pipeline.stopped(0);
            throw unreadable(e);
        }
    }

    private static UserException unreadable(IOException failure) {
        return new UserException("cannot read the journal: " + FileFailure.reason(failure), failure);
    }

    private long[] restore(WalPipeline pipeline, byte[] state, long timeNanos, long streamBase) {
        try {
            return pipeline.restore(state, timeNanos, streamBase);
        } catch (SnapshotException e) {
            complain("the first snapshot cannot be used, what was open before it is unknown: " + e.getMessage());
            return new long[0];
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            complain("cannot close the journal: " + FileFailure.reason(e));
        }
    }

    private void complain(String what) {
        whole = false;
        ErrorLine.print("pcfs-tap decode: " + what);
    }
}
