package dev.pcfstap.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.pcfs.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code open-host-commands.pcap.zst} was recorded between a console script and the open host itself. What each read gave
 * follows from what the script wrote, moved and asked for, and from the lengths that the host stated, not from this decoder.
 */
class OpenHostReadsTest {
    private static final int PORT = 36_791;

    /** Lengths: hello.txt 13, zero.bin 0, cd.bin 3,000 of 0xCD, p.bin 196,672, w.bin 110,009, big.bin 500,000. */
    private static final List<String> TRUTH = List.of(
            "=5",
            "=5",
            "=3 eof",
            "=0 eof",
            "=13",
            "=13 eof",
            "=0 eof",
            "=0 eof",
            "=0",
            "=0",
            "=5",
            "=5",
            "=13 eof",
            "=13 eof",
            "=13 eof",
            "=13 eof",
            "=3",
            "=3",
            "=0 eof",
            "=0 eof",
            "=0 eof",
            "~1000",
            "~2000 eof",
            "=196672",
            "=196672 eof",
            "=196671",
            "=1 eof",
            "=10",
            "~5",
            "=100000",
            "=196672",
            "=196673",
            "=196673",
            "=100000",
            "=400000",
            "=500000 eof",
            "=0 eof",
            "=0 eof",
            "=13 eof",
            "=13 eof",
            "=500",
            "=1000",
            "=1001",
            "=5000");

    @Test
    void everyReadIsRightAndOnlyThoseThatEndInPaddingBytesAreMarked() throws Exception {
        assertThat(DecodedCapture.of("open-host-commands.pcap.zst", PORT, new TapFormat())
                        .responses())
                .filteredOn(response -> response.reply() instanceof Reply.Read read
                        && !read.form().isError())
                .extracting(response -> (Reply.Read) response.reply())
                .extracting(read -> (read.inferred() ? "~" : "=") + read.bytesRead() + (read.endOfFile() ? " eof" : ""))
                .containsExactlyElementsOf(TRUTH);
    }
}
