package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** One call of it fails, settling and writing counted together. */
final class FailingBlockFile extends LoggedBlockFile {
    private final Failure failure;
    private final int failing;
    int number;

    FailingBlockFile(Path file, Failure failure, int failing) throws IOException {
        super(file);
        this.failure = failure;
        this.failing = failing;
    }

    @Override
    public void settle(long from, long to) throws IOException {
        number++;
        if (number == failing) {
            throw new IOException("injected failure of settle");
        }
        super.settle(from, to);
    }

    @Override
    public int write(ByteBuffer blocks, long position) throws IOException {
        number++;
        if (number != failing) {
            return super.write(blocks, position);
        }
        if (failure == Failure.NOTHING_WRITTEN) {
            return 0;
        }
        if (failure == Failure.WRITTEN_AND_FAILED) {
            super.write(blocks.limit(blocks.position() + 3 * BLOCK_BYTES), position);
        }
        throw new IOException("injected failure of write");
    }

    @Override
    public void close() throws IOException {
        super.close();
        if (failure == Failure.CLOSE_FAILS_TOO && number == failing) {
            throw new IOException("injected failure of close");
        }
    }

    /** In which way. */
    enum Failure {
        SETTLE_FAILS,
        WRITE_FAILS,
        WRITTEN_AND_FAILED,
        NOTHING_WRITTEN,
        CLOSE_FAILS_TOO
    }
}
