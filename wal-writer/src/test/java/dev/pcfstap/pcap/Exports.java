package dev.pcfstap.pcap;

import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.pcap.export.ExportOptions;
import dev.pcfstap.pcap.export.PcapngExport;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Exports tapes. */
final class Exports {
    static final long START_NANOS = 1_790_000_000_123_456_789L;
    static final long STEP_NANOS = 1_000_001;

    private Exports() {}

    static StreamAddresses addresses(long stream) {
        return new StreamAddresses("192.168.7.40:" + (50_000 + stream), "192.168.7.10:7500");
    }

    /** Each record a step later than the one before; each chunk with a comment that names its number. */
    static byte[] of(Tape tape, ExportOptions options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngExport export = new PcapngExport(out, options)) {
            long time = START_NANOS;
            int chunk = 0;
            for (TapeRecord record : tape.records()) {
                long stream = record.stream();
                byte[] bytes = record.bytes();
                List<String> comments = List.of("chunk " + chunk++);
                switch (record.kind()) {
                    case OPENED -> export.opened(stream, time, addresses(stream));
                    case CLOSED -> export.closed(stream, time, CloseReason.SERVER);
                    case TO_HOST ->
                        export.data(stream, Direction.CONSOLE_TO_HOST, time, bytes, 0, bytes.length, comments);
                    case TO_CONSOLE ->
                        export.data(stream, Direction.HOST_TO_CONSOLE, time, bytes, 0, bytes.length, comments);
                }
                time += STEP_NANOS;
            }
        }
        return out.toByteArray();
    }
}
