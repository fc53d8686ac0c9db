package dev.pcfstap.pcap.file;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A stream of bytes, decompressed when it begins with the magic number of gzip or zstd. */
final class StreamSource implements ByteSource {
    private static final int MAGIC_BYTES = 4;
    private static final int ZSTD_MAGIC = 0x28B52FFD;
    private static final int GZIP_MAGIC = 0x1F8B;

    private final InputStream in;
    private final CountingStream counted;
    private final long totalBytes;
    private @Nullable String damage;

    private StreamSource(InputStream in, CountingStream counted, long totalBytes) {
        this.in = in;
        this.counted = counted;
        this.totalBytes = totalBytes;
    }

    /** Looks at the first bytes of {@code raw} and takes it over. */
    static StreamSource over(InputStream raw, long totalBytes) throws IOException {
        CountingStream counted = new CountingStream(raw);
        PushbackInputStream start = new PushbackInputStream(counted, MAGIC_BYTES);
        byte[] magic = start.readNBytes(MAGIC_BYTES);
        start.unread(magic);
        return new StreamSource(decompressed(start, magic), counted, totalBytes);
    }

    /** Whether a file that begins so is compressed. */
    static boolean compressed(byte[] magic) {
        return isGzip(magic) || isZstd(magic);
    }

    private static InputStream decompressed(InputStream start, byte[] magic) throws IOException {
        if (isGzip(magic)) {
            try {
                return new GzipMembers(start);
            } catch (EOFException | ZipException e) {
                throw new IOException("is no capture: its gzip header is damaged or cut short", e);
            }
        }
        if (isZstd(magic)) {
            ZstdLibrary.load();
            return new ZstdInputStreamNoFinalizer(start);
        }
        return start;
    }

    private static boolean isGzip(byte[] magic) {
        return magic.length >= 2 && Wire.u16(magic, 0) == GZIP_MAGIC;
    }

    private static boolean isZstd(byte[] magic) {
        return magic.length >= 4 && Wire.i32(magic, 0) == ZSTD_MAGIC;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (damage != null) {
            return -1;
        }
        try {
            int got = in.read(into, offset, length);
            if (got < 0 && in instanceof GzipMembers members && members.bytesLeft()) {
                damage = damagedBecause("no whole gzip header follows the last part that was read");
            }
            return got;
        } catch (EOFException | ZipException | ZstdIOException e) {
            damage = damagedBecause(why(e));
            return -1;
        }
    }

    private static String damagedBecause(String why) {
        return "the compressed data is damaged or cut short (" + why + ")";
    }

    private static String why(IOException failure) {
        if (failure instanceof EOFException) {
            return "it ends inside a block";
        }
        return failure.getMessage() == null ? "a code that cannot be" : failure.getMessage();
    }

    @Override
    public long consumedBytes() {
        return counted.count;
    }

    @Override
    public long totalBytes() {
        return totalBytes;
    }

    @Override
    public @Nullable String damage() {
        return damage;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class CountingStream extends InputStream {
        private final InputStream in;
        private long count;

        CountingStream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            if (value >= 0) {
                count++;
            }
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = in.read(into, offset, length);
            if (got > 0) {
                count += got;
            }
            return got;
        }

        /** Nothing is known: a pipe that is read through a channel cannot be asked. */
        @Override
        public int available() {
            return 0;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
