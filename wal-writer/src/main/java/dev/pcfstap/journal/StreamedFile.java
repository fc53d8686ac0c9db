package dev.pcfstap.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** What a pipe or a device takes: nothing of it can be taken back or made durable. Confined to one thread. */
final class StreamedFile implements AppendFile {
    private final WritableByteChannel channel;
    private long sizeBytes;

    StreamedFile(OutputStream out) {
        channel = Channels.newChannel(out);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int written = channel.write(bytes);
        sizeBytes += written;
        return written;
    }

    @Override
    public void force() {}

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public boolean isAt(Path name) {
        return true;
    }

    @Override
    public void truncate(long length) throws IOException {
        if (length != sizeBytes) {
            throw new IOException("what was written cannot be taken back");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
