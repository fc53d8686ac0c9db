package dev.pcfstap.pcap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A plain file, read in pieces that stay in the processor's cache on their way to the heap. */
final class FileSource implements ByteSource {
    private static final int PIECE_BYTES = 256 << 10;

    private final FileChannel channel;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES).flip();
    private final long totalBytes;
    private long consumedBytes;

    FileSource(FileChannel channel) throws IOException {
        this.channel = channel;
        this.totalBytes = channel.size();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!piece.hasRemaining()) {
                piece.clear();
                int got = channel.read(piece);
                piece.flip();
                if (got < 0) {
                    break;
                }
                consumedBytes += got;
            }
            int now = Math.min(length - done, piece.remaining());
            piece.get(into, offset + done, now);
            done += now;
        }
        return done == 0 ? -1 : done;
    }

    @Override
    public long consumedBytes() {
        return consumedBytes;
    }

    @Override
    public long totalBytes() {
        return totalBytes;
    }

    @Override
    public @Nullable String damage() {
        return null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
