package dev.pcfstap.pcap;

import dev.pcfstap.fixtures.capture.Segment;
import dev.pcfstap.fixtures.tape.TapeKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Segments of one connection, written by hand; numbers count from the first byte of data. */
final class HandMade {
    private static final int CONSOLE_START = 5000;
    private static final int HOST_START = 9000;

    final List<Segment> segments = new ArrayList<>();
    private final long stream;
    private final int consoleStart;

    HandMade() {
        this(1, CONSOLE_START);
    }

    HandMade(long stream, int consoleStart) {
        this.stream = stream;
        this.consoleStart = consoleStart;
    }

    HandMade handshake() {
        return raw(TapeKind.TO_HOST, consoleStart - 1, 0, Segment.SYN, "")
                .raw(TapeKind.TO_CONSOLE, HOST_START - 1, consoleStart, Segment.SYN | Segment.ACK, "")
                .raw(TapeKind.TO_HOST, consoleStart, HOST_START, Segment.ACK, "");
    }

    /** Bytes from the console, which has received so many. */
    HandMade console(int at, int received, String text) {
        return console(at, received, Segment.ACK, text);
    }

    HandMade console(int at, int received, int flags, String text) {
        return raw(TapeKind.TO_HOST, consoleStart + at, HOST_START + received, flags, text);
    }

    /** Bytes from the host, which has received so many. */
    HandMade host(int at, int received, String text) {
        return host(at, received, Segment.ACK, text);
    }

    HandMade host(int at, int received, int flags, String text) {
        return raw(TapeKind.TO_CONSOLE, HOST_START + at, consoleStart + received, flags, text);
    }

    HandMade raw(TapeKind direction, int sequence, int acknowledgement, int flags, String text) {
        byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        segments.add(new Segment(stream, direction, sequence, acknowledgement, flags, payload));
        return this;
    }
}
