package dev.pcfstap.pcap.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/**
 * Gzip of one member or several, from a stream that need not know what is available. The JDK's stream takes what follows
 * a member for the end when it is no whole header; {@link #bytesLeft} tells of that. Confined to the reading thread.
 */
final class GzipMembers extends GZIPInputStream {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int TRAILER_BYTES = 8;

    private final LookingAhead source;
    private long takenByFill;
    private boolean reading;
    private boolean nextMember;

    /** Reads the first member's header. */
    GzipMembers(InputStream in) throws IOException {
        this(new LookingAhead(in));
    }

    private GzipMembers(LookingAhead source) throws IOException {
        super(source, BUFFER_BYTES);
        this.source = source;
    }

    /** The JDK's stream calls this again for each member that follows, and a stack has no room for many empty ones. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (reading) {
            nextMember = true;
            return 0;
        }
        reading = true;
        try {
            int got;
            do {
                nextMember = false;
                got = super.read(into, offset, length);
            } while (nextMember);
            return got;
        } finally {
            reading = false;
        }
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        takenByFill = source.taken;
    }

    /** At the end: whether bytes lie behind the last member, which were not read. */
    boolean bytesLeft() throws IOException {
        return inf.getRemaining() + (source.taken - takenByFill) > TRAILER_BYTES || source.available() > 0;
    }

    /** Finds out by reading whether more follows: a member whose end is the buffer's would else be taken for the last. */
    private static final class LookingAhead extends PushbackInputStream {
        private long taken;

        LookingAhead(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            taken += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = super.read(into, offset, length);
            taken += Math.max(0, got);
            return got;
        }

        @Override
        public int available() throws IOException {
            int next = super.read();
            if (next < 0) {
                return 0;
            }
            unread(next);
            return 1;
        }
    }
}
