package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a sync that ends as none should. */
@Timeout(30)
class SyncerTest {
    private static final Path FOLDER = Path.of("journal");

    /** A segment file that throws at each sync what no disk does. */
    private record Bug(AppendFile file, Throwable thrown) implements AppendFile {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return file.write(bytes);
        }

        @Override
        public void force() {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public long sizeBytes() throws IOException {
            return file.sizeBytes();
        }

        @Override
        public boolean isAt(Path name) {
            return file.isAt(name);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            file.truncate(sizeBytes);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static OpenSegment segment(Throwable thrown) throws IOException {
        MemoryFiles disk = new MemoryFiles() {
            @Override
            public AppendFile create(Path file) throws IOException {
                return new Bug(super.create(file), thrown);
            }
        };
        disk.createFolder(FOLDER);
        return OpenSegment.begin(disk, FOLDER, new SegmentHeader(JournalId.UNKNOWN, 0, 0, 0));
    }

    @Test
    void aBugIsAFailedSync() throws IOException {
        Syncer syncer = Syncer.beside();
        OpenSegment segment = segment(new IllegalStateException("a bug"));
        syncer.sync(segment);
        assertThat(Objects.requireNonNull(syncer.await()).failure()).hasMessageContaining("a bug");
        syncer.finish(segment, true);
        assertThat(Objects.requireNonNull(syncer.await()).failure()).hasMessageContaining("an earlier sync has failed");
        assertThat(syncer.running()).isZero();
        syncer.close();
    }

    /** The process ends of it, or not; whoever waits for the outcome has it. */
    @Test
    void aSyncOfWhichItsThreadDiesHasFailed() throws IOException {
        Syncer syncer = Syncer.beside();
        Error injected = new OutOfMemoryError("injected");
        injected.setStackTrace(new StackTraceElement[0]); // which the dying thread would print
        OpenSegment segment = segment(injected);
        syncer.sync(segment);
        assertThat(Objects.requireNonNull(syncer.await()).failure()).hasMessageContaining("did not come to its end");
        syncer.sync(segment);
        assertThat(Objects.requireNonNull(syncer.await()).failure()).hasMessageContaining("an earlier sync has failed");
        syncer.close();
    }
}
