package dev.pcfstap.pcfs;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to say about one stream that is not an operation. Confined to the decoder's thread. */
final class StreamNotes {
    private final long stream;
    private final EventOrder events;

    StreamNotes(long stream, EventOrder events) {
        this.stream = stream;
        this.events = events;
    }

    /** @param leftOut bytes of what was in progress, or known, that the snapshot does not hold */
    void restored(StreamAddresses addresses, long requests, long responses, long leftOut, long timeNanos) {
        List<PcfsEvent.NoteField> fields = new ArrayList<>(List.of(
                PcfsEvent.NoteField.of("client", addresses.client()),
                PcfsEvent.NoteField.of("server", addresses.server()),
                PcfsEvent.NoteField.of("requests", requests),
                PcfsEvent.NoteField.of("responses", responses)));
        if (leftOut > 0) {
            fields.add(PcfsEvent.NoteField.of("left_out", leftOut));
        }
        note(timeNanos, NoteKind.RESTORED, null, null, fields.toArray(PcfsEvent.NoteField[]::new));
    }

    void gap(Gap gap) {
        note(
                gap.toNanos(),
                NoteKind.GAP,
                null,
                null,
                PcfsEvent.NoteField.of("events", gap.events()),
                PcfsEvent.NoteField.of("bytes", gap.bytes()),
                PcfsEvent.NoteField.of("to_host", gap.toHostBytes()),
                PcfsEvent.NoteField.of("to_console", gap.toConsoleBytes()),
                PcfsEvent.NoteField.of("from", UtcTime.format(gap.fromNanos())),
                PcfsEvent.NoteField.of("to", UtcTime.format(gap.toNanos())));
    }

    void forgotten(Exchange exchange, long timeNanos) {
        PcfsEvent.NoteField number = PcfsEvent.NoteField.of("forgotten", exchange.number);
        note(timeNanos, NoteKind.TOO_MANY_OUTSTANDING, null, null, number);
    }

    void tooManyDescriptors(long timeNanos) {
        note(timeNanos, NoteKind.TOO_MANY_DESCRIPTORS, null, null);
    }

    /** @param what in one word, what the decoder does not remember any more */
    void letGo(String what, @Nullable Direction direction, long bytes, long limitBytes, long timeNanos) {
        note(
                timeNanos,
                NoteKind.MEMORY_LIMIT,
                direction,
                null,
                PcfsEvent.NoteField.of("forgotten", what),
                PcfsEvent.NoteField.of("bytes", bytes),
                PcfsEvent.NoteField.of("limit", limitBytes));
    }

    void clockSkew(long exchange, long skewNanos, long timeNanos) {
        note(
                timeNanos,
                NoteKind.CLOCK_SKEW,
                null,
                null,
                PcfsEvent.NoteField.of("exchange", exchange),
                PcfsEvent.NoteField.of("back_us", skewNanos / 1000));
    }

    void oversized(long sizeBytes, long begin, long end, long timeNanos) {
        about(
                timeNanos,
                NoteKind.OVERSIZED,
                Direction.CONSOLE_TO_HOST,
                null,
                begin,
                end,
                PcfsEvent.NoteField.of("size", Long.toUnsignedString(sizeBytes)),
                PcfsEvent.NoteField.of("limit", ReadFrame.MAX_READ_BYTES));
    }

    void unmatched(RawBytes raw, long endOffset, long timeNanos) {
        PcfsEvent.NoteField length = PcfsEvent.NoteField.of("bytes", raw.length());
        about(timeNanos, NoteKind.UNMATCHED_RESPONSE, null, null, endOffset - raw.length(), endOffset, length);
    }

    /** Nothing to say when nothing was unfinished. */
    void truncated(Direction direction, long timeNanos, @Nullable Unfinished unfinished, long endOffset) {
        if (unfinished != null) {
            about(
                    timeNanos,
                    NoteKind.TRUNCATED,
                    direction,
                    unfinished.raw(),
                    endOffset - unfinished.bytes(),
                    endOffset,
                    PcfsEvent.NoteField.of("bytes", unfinished.bytes()),
                    PcfsEvent.NoteField.of("missing", unfinished.missingBytes()));
        }
    }

    void lost(Direction direction, String reason, long offset, long timeNanos) {
        PcfsEvent.NoteField why = PcfsEvent.NoteField.of("reason", reason);
        about(timeNanos, NoteKind.LOST_BOUNDARY, direction, null, offset, offset, why);
    }

    void resumed(Direction direction, RawBytes skipped, long endOffset, long timeNanos) {
        PcfsEvent.NoteField length = PcfsEvent.NoteField.of("skipped", skipped.length());
        about(timeNanos, NoteKind.RESUMED, direction, null, endOffset - skipped.length(), endOffset, length);
    }

    private void about(
            long timeNanos,
            NoteKind kind,
            @Nullable Direction direction,
            @Nullable RawBytes raw,
            long begin,
            long end,
            PcfsEvent.NoteField... fields) {
        events.add(new PcfsEvent.Note(stream, timeNanos, kind, direction, List.of(fields), raw, begin, end));
    }

    private void note(
            long timeNanos,
            NoteKind kind,
            @Nullable Direction direction,
            @Nullable RawBytes raw,
            PcfsEvent.NoteField... fields) {
        events.add(new PcfsEvent.Note(stream, timeNanos, kind, direction, List.of(fields), raw));
    }
}
