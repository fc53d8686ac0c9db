package dev.pcfstap.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The half line at the end of a file whose writer was killed.
 *
 * @param offset where it begins, in bytes
 * @param length in bytes
 * @param beginning its first bytes as text, for a note
 */
record TornTail(long offset, long length, String beginning) {
    private static final int BLOCK_BYTES = 8192;
    private static final int SHOWN_BYTES = 256;

    /** What follows the last line end of a file, if anything does. */
    static Optional<TornTail> of(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            long offset = lastLineEnd(channel, size);
            if (offset == size) {
                return Optional.empty();
            }
            ByteBuffer shown = read(channel, offset, (int) Math.min(SHOWN_BYTES, size - offset));
            String beginning = StandardCharsets.UTF_8.decode(shown).toString();
            return Optional.of(new TornTail(offset, size - offset, beginning));
        }
    }

    private static long lastLineEnd(FileChannel channel, long size) throws IOException {
        long end = size;
        while (end > 0) {
            long start = Math.max(0, end - BLOCK_BYTES);
            ByteBuffer block = read(channel, start, (int) (end - start));
            for (int i = block.limit() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(length);
        int count;
        do {
            count = channel.read(block, from + block.position());
        } while (count > 0 && block.hasRemaining());
        return block.flip();
    }
}
