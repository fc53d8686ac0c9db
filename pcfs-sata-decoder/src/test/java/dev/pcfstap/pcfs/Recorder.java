package dev.pcfstap.pcfs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decoder and, one line an event, all that its events hold: times, latencies and captured bytes too. */
final class Recorder {
    private final List<PcfsEvent> events = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> restored = new ArrayList<>();
    private final PcfsDecoder decoder;

    Recorder(DecoderLimits limits) {
        decoder = new PcfsDecoder(limits, this::record);
    }

    static Recorder from(byte[] snapshot, DecoderLimits limits) throws SnapshotException {
        Recorder recorder = new Recorder(limits);
        recorder.decoder.restore(snapshot, 0);
        return recorder;
    }

    PcfsDecoder decoder() {
        return decoder;
    }

    /** The events, without the notes of what was restored. */
    List<String> lines() {
        decoder.batchEnded(0);
        return lines;
    }

    List<PcfsEvent> events() {
        decoder.batchEnded(0);
        return events;
    }

    List<String> restored() {
        decoder.batchEnded(0);
        return restored;
    }

    private void record(PcfsEvent event) {
        events.add(event);
        if (event instanceof PcfsEvent.Note note && note.kind() == NoteKind.RESTORED) {
            restored.add(Transcript.line(event));
        } else {
            lines.add(Transcript.line(event) + " @" + event.timeNanos() + more(event));
        }
    }

    private static String more(PcfsEvent event) {
        if (event instanceof PcfsEvent.Request request) {
            return kept(request.undecodable());
        }
        if (event instanceof PcfsEvent.WriteData data) {
            return " of " + data.request();
        }
        if (event instanceof PcfsEvent.Response response) {
            Operation request = response.request();
            String answered = request instanceof Operation.Unknown unknown
                    ? unknown.reason() + kept(unknown.raw())
                    : String.valueOf(request);
            String header = response.reply() instanceof Reply.Read read ? Arrays.toString(read.header()) : "";
            return " after " + response.latencyNanos() + " of " + answered + header + kept(response.undecodable());
        }
        return event instanceof PcfsEvent.Note note ? kept(note.raw()) : "";
    }

    private static String kept(@Nullable RawBytes raw) {
        return raw == null
                ? ""
                : " kept " + Arrays.hashCode(raw.kept()) + " of " + raw.length() + " "
                        + raw.checksum().value();
    }
}
