package dev.pcfstap.proxy.cli;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFormat;

/**
 * Colours the lines of the {@code tap} format for a terminal: each by what came of it, whatever its text says. Changes nothing
 * but for the colours. One thread.
 */
final class WalColours implements WalFormat {
    /** Longer than a host's timers make an answer wait, and long enough to be felt. */
    static final long SLOW_NANOS = 100_000_000;

    private static final int KEPT_BYTES = 4 << 10;
    private static final byte[] RESET = colour(0);
    private static final byte[] DIM = colour(2);
    private static final byte[] ASKED = colour(36);
    private static final byte[] WORKED = colour(32);
    private static final byte[] FAILED = colour(31);
    private static final byte[] SLOW = colour(35);
    private static final byte[] DOUBTFUL = colour(33);
    private static final byte[][] STREAMS = {colour(34), colour(35), colour(94), colour(95)};

    private final WalFormat format;
    private final TextBuffer plain = new TextBuffer(KEPT_BYTES);

    WalColours(WalFormat format) {
        this.format = format;
    }

    private static byte[] colour(int number) {
        return TextBuffer.ascii("\u001b[" + number + "m");
    }

    @Override
    public void header(TextBuffer out, long timeNanos) {
        plain.clear(KEPT_BYTES);
        format.header(plain, timeNanos);
        comments(0, out);
    }

    @Override
    public boolean recognizes(byte[] beginning) {
        return format.recognizes(beginning);
    }

    @Override
    public void begin(long timeNanos) {
        format.begin(timeNanos);
    }

    @Override
    public void print(PcfsEvent event, TextBuffer out) {
        plain.clear(KEPT_BYTES);
        format.print(event, plain);
        int at = comments(0, out);
        if (at < plain.length()) {
            int stream = after(' ', at);
            int text = after(' ', stream);
            put(DIM, at, stream - 1, out).put(' ');
            put(STREAMS[(int) (event.stream() % STREAMS.length)], stream, text - 1, out)
                    .put(' ');
            put(colourOf(event), text, plain.length() - 1, out).put('\n');
        }
    }

    /** Prints the comments that begin here; returns where they end. */
    private int comments(int from, TextBuffer out) {
        int at = from;
        while (at < plain.length() && plain.viewBytes()[at] == '#') {
            int end = after('\n', at);
            put(DIM, at, end - 1, out).put('\n');
            at = end;
        }
        return at;
    }

    private TextBuffer put(byte[] colour, int from, int to, TextBuffer out) {
        return out.put(colour).put(plain.viewBytes(), from, to - from).put(RESET);
    }

    private int after(char character, int from) {
        int at = from;
        while (at < plain.length() && plain.viewBytes()[at] != character) {
            at++;
        }
        return Math.min(plain.length(), at + 1);
    }

    private static byte[] colourOf(PcfsEvent event) {
        if (event instanceof PcfsEvent.Response response) {
            return colourOf(response);
        }
        if (event instanceof PcfsEvent.Request request) {
            return request.operation() instanceof Operation.Unknown ? DOUBTFUL : ASKED;
        }
        if (event instanceof PcfsEvent.WriteData) {
            return ASKED;
        }
        return event instanceof PcfsEvent.Note ? DOUBTFUL : DIM;
    }

    private static byte[] colourOf(PcfsEvent.Response response) {
        if (response.isFailure()) {
            return FAILED;
        }
        boolean doubtful = response.evidence() == Evidence.GUESSED
                || response.isSkewed()
                || response.reply() instanceof Reply.Unknown
                || (response.reply() instanceof Reply.Read read && read.cutShort());
        if (doubtful) {
            return DOUBTFUL;
        }
        return response.latencyNanos() >= SLOW_NANOS ? SLOW : WORKED;
    }
}
