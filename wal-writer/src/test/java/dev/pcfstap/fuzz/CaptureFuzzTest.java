package dev.pcfstap.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pcfstap.pcap.ImportListener;
import dev.pcfstap.pcap.ImportOptions;
import dev.pcfstap.pcap.ImportSummary;
import dev.pcfstap.pcap.PcapImport;
import dev.pcfstap.pcap.file.CaptureException;
import dev.pcfstap.pcap.file.CaptureFile;
import dev.pcfstap.pcap.file.PacketConsumer;
import dev.pcfstap.pcap.file.Slab;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** The readers of captures: any bytes are packets and lines about damage, or are refused with one line. */
class CaptureFuzzTest {
    private static final int PCAP_HEADER_BYTES = 24;
    private static final int LONGEST_INPUT = 1 << 20;

    /** Classic pcap. The first byte chooses one of the magic numbers, so that no time is lost on finding one. */
    @FuzzTest(maxDuration = "1m")
    void pcapReader(byte[] data) throws IOException {
        int[] magics = {0xA1B2C3D4, 0xD4C3B2A1, 0xA1B23C4D, 0x4D3CB2A1, 0xA1B2CD34, 0x34CDB2A1};
        if (data.length > 0) {
            readPackets(begunWith(magics[(data[0] & 0xFF) % magics.length], data));
        }
    }

    /** Pcapng, from the byte behind the section header's type on. */
    @FuzzTest(maxDuration = "1m")
    void pcapngReader(byte[] data) throws IOException {
        readPackets(begunWith(0x0A0D0D0A, data));
    }

    /** A whole file: pcap or pcapng, plain, gzip or zstd; streams put together, decoded and printed. */
    @FuzzTest(maxDuration = "1m")
    void wholeImport(byte[] data) {
        WalFormat format = WalFormatName.TAP.create();
        TextBuffer text = new TextBuffer(1 << 16);
        long[] lines = {0};
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {
            text.clear(1 << 16);
            format.print(event, text);
            lines[0]++;
        });
        Books books = new Books(decoder);
        PcapImport capture = new PcapImport(ImportOptions.DEFAULT, books, ImportListener.SILENT);
        try {
            capture.read("capture", new ByteArrayInputStream(data));
        } catch (CaptureException refused) {
            OneLine.of(refused);
        }
        ImportSummary summary = capture.finish();
        decoder.stopped(0);
        books.auditAtEnd();
        summary.notices().forEach(OneLine::of);
        long handedOn = summary.streams().toHostBytes() + summary.streams().toConsoleBytes();
        if (handedOn != books.bytes || summary.streams().refusedBytes() != 0) {
            throw new AssertionError("handed on " + handedOn + " bytes, the sink took " + books.bytes);
        }
        if (lines[0] < 2 * summary.streams().streams()) {
            throw new AssertionError(lines[0] + " lines of " + summary.streams().streams() + " streams");
        }
    }

    private static byte[] begunWith(int magic, byte[] data) {
        byte[] file = new byte[Math.max(PCAP_HEADER_BYTES, 3 + data.length)];
        for (int i = 0; i < 4; i++) {
            file[i] = (byte) (magic >>> (24 - 8 * i));
        }
        if (data.length > 1) {
            System.arraycopy(data, 1, file, 4, data.length - 1);
        }
        return file;
    }

    private static void readPackets(byte[] file) throws IOException {
        long[] captured = {0};
        PacketConsumer consumer = new PacketConsumer() {
            @Override
            public void packet(Slab slab, int offset, int capturedBytes, long wireBytes, int linkType, long timeNanos) {
                captured[0] += capturedBytes;
                if (offset < 0 || capturedBytes < 0 || capturedBytes > slab.bytes().length - offset) {
                    throw new AssertionError("a packet of " + capturedBytes + " bytes at " + offset);
                }
                if (wireBytes < capturedBytes) {
                    throw new AssertionError(capturedBytes + " bytes captured of " + wireBytes);
                }
            }

            @Override
            public void damaged(String what) {
                OneLine.of(what);
            }

            @Override
            public void batchEnded() {}
        };
        try (CaptureFile capture = CaptureFile.of("capture", new ByteArrayInputStream(file))) {
            capture.read(consumer, read -> {});
        }
        // A search behind damage may look at bytes twice, but a packet's bytes are handed on once.
        if (file.length < LONGEST_INPUT && captured[0] > 2L * file.length) {
            throw new AssertionError(captured[0] + " bytes of packets in a file of " + file.length);
        }
    }
}
