package dev.pcfstap.pcap.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One capture, pcap or pcapng, plain or compressed. Confined to the thread that reads it. */
public final class CaptureFile implements Closeable {
    private static final int MAGIC_BYTES = 4;

    private final String name;
    private final ByteSource source;
    private final SlabReader in;
    private PacketConsumer packets = new Unheard();
    private LongConsumer progress = read -> {};
    private @Nullable Records records;

    private CaptureFile(String name, ByteSource source) {
        this.name = name;
        this.source = source;
        this.in = new SlabReader(source);
    }

    /** Opens a file. */
    public static CaptureFile open(Path path) throws CaptureException {
        String name = path.toString();
        try {
            if (Files.isDirectory(path)) {
                throw new CaptureException(name + ": is a folder, not a capture");
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new CaptureFile(name, source(path, channel));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (CaptureException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** A capture that arrives on a stream, which it takes over. */
    public static CaptureFile of(String name, InputStream in) throws CaptureException {
        try {
            return new CaptureFile(name, StreamSource.over(in, -1));
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** The file's length, -1 when it is not known. */
    public long totalBytes() {
        return source.totalBytes();
    }

    /**
     * Looks at the first bytes, as far as needed to tell.
     *
     * @throws CaptureException when it is not a capture, or when reading fails
     */
    public void requireCapture() throws CaptureException {
        try {
            magic();
        } catch (CaptureException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /**
     * Reads the whole capture, once.
     *
     * @param progress is told now and then how many bytes of the file have been read
     * @throws CaptureException when it is not a capture, or when reading fails
     */
    public void read(PacketConsumer packets, LongConsumer progress) throws CaptureException {
        begin(packets, progress);
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    /** Gets ready to {@link #step}. */
    void begin(PacketConsumer packets, LongConsumer progress) {
        this.packets = packets;
        this.progress = progress;
        in.beforeReading(() -> {
            packets.batchEnded();
            progress.accept(source.consumedBytes());
        });
    }

    /** Reads on, by one packet at most; false at the end. */
    boolean step() throws CaptureException {
        boolean more = false;
        try {
            more = records().step();
            if (!more) {
                ended();
            }
            return more;
        } catch (CaptureException e) {
            throw e;
        } catch (IOException e) {
            throw new CaptureException(
                    String.format(Locale.ROOT, "%s: cannot be read at 0x%x: %s", name, in.offset(), why(e)), e);
        } finally {
            if (!more) {
                packets.batchEnded();
                progress.accept(source.consumedBytes());
            }
        }
    }

    private void ended() {
        String damage = source.damage();
        if (damage != null) {
            packets.damaged(
                    String.format(Locale.ROOT, "%s: %s, after 0x%x bytes of packets", name, damage, in.offset()));
        }
    }

    private Records records() throws IOException {
        if (records == null) {
            int magic = magic();
            PcapVariant variant = PcapVariant.of(magic);
            records =
                    variant == null ? new PcapngReader(name, in, packets) : new PcapReader(name, in, packets, variant);
        }
        return records;
    }

    /** The first four bytes of a capture; anything else is refused. */
    private int magic() throws IOException {
        if (!in.require(MAGIC_BYTES)) {
            String damage = source.damage();
            throw new CaptureException(name + ": is no capture: "
                    + (damage != null ? damage : "it holds " + in.available() + " bytes, a capture has 24 or more"));
        }
        int magic = Wire.i32(in.bytes(), in.position());
        String other = OtherFormats.of(magic);
        if (other != null) {
            throw CaptureException.ofOtherFormat(name + ": is " + other);
        }
        if (magic != PcapngLayout.SECTION_HEADER && PcapVariant.of(magic) == null) {
            throw new CaptureException(String.format(
                    Locale.ROOT,
                    "%s: is no capture: 0x%08x at 0x0 is the magic number of neither pcap nor pcapng",
                    name,
                    magic));
        }
        return magic;
    }

    @Override
    public void close() throws CaptureException {
        try {
            source.close();
        } catch (IOException e) {
            throw new CaptureException(name + ": cannot be closed: " + why(e), e);
        }
    }

    /** Before anybody asked. */
    private static final class Unheard implements PacketConsumer {
        @Override
        public void packet(Slab slab, int offset, int capturedBytes, long wireBytes, int linkType, long timeNanos) {}

        @Override
        public void damaged(String what) {}

        @Override
        public void batchEnded() {}
    }

    private static ByteSource source(Path path, FileChannel channel) throws IOException {
        byte[] magic = new byte[MAGIC_BYTES];
        long length = channel.size();
        if (!Files.isRegularFile(path)) {
            return StreamSource.over(Channels.newInputStream(channel), -1);
        }
        channel.read(ByteBuffer.wrap(magic), 0);
        return StreamSource.compressed(magic)
                ? StreamSource.over(Channels.newInputStream(channel), length)
                : new FileSource(channel);
    }

    private static CaptureException unreadable(String name, IOException e) {
        return new CaptureException(name + ": " + why(e), e);
    }

    private static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
