package dev.pcfstap.wal;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.pcfs.DecoderLimits;
import java.io.IOException;
import java.nio.file.Path;

/** A process that writes the same session to a WAL file until it is killed. */
final class EndlessWal {
    private static final long MAX_ROUNDS = 20_000;

    private EndlessWal() {}

    public static void main(String[] args) throws IOException {
        WalFileOptions options =
                WalFileOptions.of(Path.of(args[0])).withBuffer(1000).withMode(WalFileOptions.Mode.APPEND);
        WalFile file = WalFile.open(options, new CatDevFormat(), 0);
        WalPipeline pipeline = new WalPipeline(DecoderLimits.DEFAULT, new CatDevFormat(), file, event -> {});
        Tape tape = Golden.BOOT.tape();
        for (long round = 0; round < MAX_ROUNDS; round++) {
            TapeRunner.play(tape, pipeline, 3);
        }
    }
}
