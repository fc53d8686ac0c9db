package dev.pcfstap.pcap.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/** Gzip of one member or several, from a stream that need not know what is available. Confined to the reading thread. */
final class GzipMembers extends GZIPInputStream {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Reads the first member's header. */
    GzipMembers(InputStream in) throws IOException {
        super(new LookingAhead(in), BUFFER_BYTES);
    }

    /** Finds out by reading whether more follows: a member whose end is the buffer's would else be taken for the last. */
    private static final class LookingAhead extends PushbackInputStream {
        LookingAhead(InputStream in) {
            super(in);
        }

        @Override
        public int available() throws IOException {
            int next = read();
            if (next < 0) {
                return 0;
            }
            unread(next);
            return 1;
        }
    }
}
