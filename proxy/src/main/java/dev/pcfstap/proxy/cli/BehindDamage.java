package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.Damage;
import dev.pcfstap.journal.JournalDamagedException;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.journal.ReadMode;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.proxy.OperationTally;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import dev.pcfstap.wal.WalPipeline;
import dev.pcfstap.wal.WalStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code --mode salvage} would give back where reading has stopped at damage. Decodes the journal once more, twice. */
final class BehindDamage {
    private static final int BUFFER_BYTES = 64 << 10;

    private BehindDamage() {}

    /**
     * One line about what is behind the damage; empty when nothing is.
     *
     * @param mode in which the journals were read
     * @param damage where that stopped
     */
    static Optional<String> line(List<Path> inputs, ReadMode mode, List<Damage> damage) {
        if (mode == ReadMode.SALVAGE || damage.isEmpty()) {
            return Optional.empty();
        }
        try {
            long before = operations(inputs, mode);
            long all = operations(inputs, ReadMode.SALVAGE);
            Damage last = damage.get(damage.size() - 1);
            return all <= before
                    ? Optional.empty()
                    : Optional.of((inputs.size() == 1 ? inputs.get(0) + " is" : "the journals are") + " damaged: "
                            + (all - before) + " of " + all + " operations are behind the damage at " + last.file()
                            + " offset " + last.offset() + "; --mode salvage shows them");
        } catch (IOException notReadableTwice) {
            return Optional.empty();
        }
    }

    private static long operations(List<Path> inputs, ReadMode mode) throws IOException {
        OperationTally tally = new OperationTally();
        WalFormat format = WalFormatName.CAT_DEV.create();
        WalStream nowhere = new WalStream(OutputStream.nullOutputStream(), format, 0, BUFFER_BYTES, 0);
        WalPipeline pipeline = new WalPipeline(DecoderLimits.DEFAULT, format, nowhere, tally);
        try (JournalReader reader = JournalReader.open(JournalFiles.disk(), inputs, new ReadOptions(mode, false))) {
            new JournalSource(
                            reader,
                            pipeline,
                            (bytes, offset, length, timeNanos, base) -> restore(
                                    pipeline, Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base))
                    .play();
        } catch (JournalDamagedException strict) {
            // What was before the damage is counted.
        }
        pipeline.stopped(0);
        return tally.operations();
    }

    private static long[] restore(WalPipeline pipeline, byte[] state, long timeNanos, long streamBase) {
        try {
            return pipeline.restore(state, timeNanos, streamBase);
        } catch (SnapshotException unusable) {
            return new long[0];
        }
    }
}
