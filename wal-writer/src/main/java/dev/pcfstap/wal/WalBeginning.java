package dev.pcfstap.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** How a file begins, by which a WAL is known. */
final class WalBeginning {
    /** More bytes than any format needs to know its own. */
    static final int LENGTH = 64;

    private WalBeginning() {}

    /** The first bytes of a file that is no link. */
    static byte[] of(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
            int count;
            do {
                count = channel.read(bytes, bytes.position());
            } while (count > 0 && bytes.hasRemaining());
            return Arrays.copyOf(bytes.array(), bytes.position());
        }
    }

    /** Whether a file begins like this, or ends before that can be told: it may have been cut off in its first line. */
    static boolean matches(byte[] beginning, byte[] wanted) {
        int length = Math.min(beginning.length, wanted.length);
        return Arrays.equals(beginning, 0, length, wanted, 0, length);
    }
}
