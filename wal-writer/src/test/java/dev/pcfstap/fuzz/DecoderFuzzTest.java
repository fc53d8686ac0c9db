package dev.pcfstap.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import java.nio.charset.StandardCharsets;

/** The decoder on raw bytes of both directions, and on snapshots that it did not write. */
class DecoderFuzzTest {
    private static final long TIME_NANOS = 1_760_000_000_000_000_000L;
    private static final long STREAM = 1;

    /** Small, so that the fuzzer meets them. */
    private static final DecoderLimits LIMITS = new DecoderLimits(1 << 16, 4096, 8, 8);

    /**
     * Steps of a conversation, each a byte and what it says: its lowest two bits are console, host, gap or snapshot; the
     * others are the length of the bytes that follow, of which 63 means that two bytes with the length follow first.
     * However the bytes are cut, the text is the same.
     */
    @FuzzTest(maxDuration = "1m")
    void conversation(byte[] data) throws SnapshotException {
        String whole = decoded(data, Integer.MAX_VALUE, false);
        String cut = decoded(data, 1 + data.length % 7, true);
        if (!whole.equals(cut)) {
            throw new AssertionError("cut differently, it reads\n" + cut + "\ninstead of\n" + whole);
        }
    }

    /** Any bytes are a snapshot, or are refused with one line and leave the decoder as it was. */
    @FuzzTest(maxDuration = "1m")
    void snapshot(byte[] data) {
        StringBuilder text = new StringBuilder();
        PcfsDecoder decoder = decoder(text);
        try {
            decoder.restore(data, TIME_NANOS);
        } catch (SnapshotException refused) {
            OneLine.of(refused);
            decoder.opened(STREAM, TIME_NANOS, new StreamAddresses("c:1", "h:2"));
        }
        for (Direction direction : Direction.values()) {
            decoder.received(STREAM, direction, TIME_NANOS, data, 0, data.length);
        }
        decoder.closed(STREAM, TIME_NANOS, CloseReason.CLIENT);
        decoder.stopped(TIME_NANOS);
    }

    private static PcfsDecoder decoder(StringBuilder text) {
        WalFormat format = WalFormatName.JSON.create();
        TextBuffer line = new TextBuffer(1 << 16);
        return new PcfsDecoder(LIMITS, event -> {
            line.clear(1 << 16);
            format.print(event, line);
            text.append(new String(line.viewBytes(), 0, line.length(), StandardCharsets.UTF_8));
        });
    }

    /** @param replaced whether the decoder is replaced by one that takes its snapshot over, where the data says so */
    private static String decoded(byte[] data, int mostBytes, boolean replaced) throws SnapshotException {
        StringBuilder text = new StringBuilder();
        PcfsDecoder decoder = decoder(text);
        decoder.opened(STREAM, TIME_NANOS, new StreamAddresses("c:1", "h:2"));
        int at = 0;
        while (at < data.length) {
            int step = data[at++] & 0xFF;
            int length = step >>> 2;
            if (length == 63 && data.length - at >= 2) {
                length = (data[at++] & 0xFF) << 8 | (data[at++] & 0xFF);
            }
            length = Math.min(length, data.length - at);
            switch (step & 3) {
                case 0, 1 -> {
                    Direction direction = (step & 1) == 0 ? Direction.CONSOLE_TO_HOST : Direction.HOST_TO_CONSOLE;
                    for (int done = 0, now; done < length; done += now) {
                        now = Math.min(mostBytes, length - done);
                        decoder.received(STREAM, direction, TIME_NANOS, data, at + done, now);
                    }
                    at += length;
                }
                case 2 -> decoder.gap(STREAM, new Gap(1, length & 7, length >>> 3, TIME_NANOS, TIME_NANOS));
                default -> {
                    if (replaced) {
                        decoder = replacement(decoder, text);
                    }
                }
            }
        }
        decoder.closed(STREAM, TIME_NANOS, CloseReason.CLIENT);
        decoder.stopped(TIME_NANOS);
        return text.toString();
    }

    /** A decoder that goes on from the snapshot of another one, whose pending events are delivered first. */
    private static PcfsDecoder replacement(PcfsDecoder decoder, StringBuilder text) throws SnapshotException {
        byte[] state = decoder.snapshot();
        decoder.stopped(TIME_NANOS);
        int length = text.length();
        PcfsDecoder next = decoder(text);
        next.restore(state, TIME_NANOS);
        next.batchEnded(TIME_NANOS);
        text.setLength(length); // the note that the stream was restored
        return next;
    }
}
