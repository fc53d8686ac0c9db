package dev.pcfstap.wal;

import dev.pcfstap.output.FileAccess;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;

/** The real file system, with faults at will. */
final class FaultyDisk implements WalDisk {
    private final WalDisk real = new LocalDisk(FileAccess.OWNER);
    long freeBytes = Long.MAX_VALUE;
    int largestWriteBytes = Integer.MAX_VALUE;
    boolean refusesOpening;
    boolean refusesTruncating;
    boolean refusesRenaming;
    int errors;
    int writes;
    int openings;

    @Override
    public Handle open(Path path, Opening opening) throws IOException {
        openings++;
        if (refusesOpening) {
            throw new AccessDeniedException(path.toString());
        }
        return new FaultyHandle(real.open(path, opening));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (refusesRenaming) {
            throw new AccessDeniedException(to.toString());
        }
        real.rename(from, to);
    }

    private final class FaultyHandle implements Handle {
        private final Handle file;

        FaultyHandle(Handle file) {
            this.file = file;
        }

        @Override
        public int write(byte[] bytes, int offset, int length) throws IOException {
            writes++;
            if (errors > 0) {
                errors--;
                file.write(bytes, offset, length / 2);
                throw new OutOfMemoryError("injected");
            }
            int taken = (int) Math.min(freeBytes, Math.min(largestWriteBytes, length));
            if (taken == 0) {
                throw new IOException("No space left on device");
            }
            freeBytes -= taken;
            return file.write(bytes, offset, taken);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            if (refusesTruncating) {
                throw new IOException("Input/output error");
            }
            file.truncate(size);
        }

        @Override
        public boolean isRegular() {
            return file.isRegular();
        }

        @Override
        public Optional<TornTail> tornTail() {
            return file.tornTail();
        }

        @Override
        public byte[] beginning() {
            return file.beginning();
        }

        @Override
        public long beganNanos() {
            return file.beganNanos();
        }

        @Override
        public boolean isAt(Path path) {
            return file.isAt(path);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
