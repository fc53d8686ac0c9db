package dev.pcfstap.proxy.cli;

import dev.pcfstap.pcap.export.PcapngExport;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.SnapshotException;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Exports packets with the text of the operations that they complete. Main thread.
 *
 * <p>The length of some reads is known only when the next request has come, so calls wait until two seconds of recorded time
 * have passed, or until they hold 16 MiB; what is decoded still later goes to the stream's next packet.
 */
final class CommentedExport implements TapSink {
    private static final long WAIT_NANOS = 2_000_000_000L;
    private static final long HELD_BYTES = 16L << 20;
    private static final int HELD_CALLS = 65_536;

    private final PcapngExport export;
    private final PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, this::decoded);
    private final OperationComment comment = new OperationComment();
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private long heldBytes;
    private long streams;

    /** Something that the export does later. */
    private interface Action {
        void run(List<String> comments) throws IOException;
    }

    /** A call that waits for its comments; without a direction it takes none. */
    private static final class Call {
        private final long stream;
        private final boolean toHost;
        private final boolean data;
        private final long timeNanos;
        private final int lengthBytes;
        private final Action action;
        private final List<String> comments = new ArrayList<>();

        Call(long stream, boolean data, boolean toHost, long timeNanos, int lengthBytes, Action action) {
            this.stream = stream;
            this.data = data;
            this.toHost = toHost;
            this.timeNanos = timeNanos;
            this.lengthBytes = lengthBytes;
            this.action = action;
        }
    }

    CommentedExport(PcapngExport export) {
        this.export = export;
    }

    long streams() {
        return streams;
    }

    /** Takes over the state where the first segments were pruned: the streams there have no handshake. */
    long[] restore(byte[] bytes, int offset, int length, long timeNanos, long streamBase) {
        try {
            long[] open = decoder.restore(Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, streamBase);
            decoder.batchEnded(timeNanos);
            return open;
        } catch (SnapshotException unusable) {
            return new long[0];
        }
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        streams++;
        decoder.opened(stream, timeNanos, addresses);
        enter(stream, timeNanos, () -> export.opened(stream, timeNanos, addresses));
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        boolean toHost = direction == Direction.CONSOLE_TO_HOST;
        enter(new Call(
                stream,
                true,
                toHost,
                timeNanos,
                length,
                comments -> export.data(stream, direction, timeNanos, copy, 0, copy.length, comments)));
        return decoder.received(stream, direction, timeNanos, bytes, offset, length);
    }

    /** What is not there cannot be exported: sequence numbers that no packet carries, and a comment that says so. */
    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        decoder.reduced(stream, timeNanos, data);
        enter(stream, timeNanos, () -> export.reduced(stream, data));
    }

    @Override
    public void gap(long stream, Gap gap) {
        decoder.gap(stream, gap);
        enter(stream, gap.toNanos(), () -> export.gap(stream, gap));
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        decoder.omitted(stream, timeNanos, omission);
        enter(stream, timeNanos, () -> export.omitted(stream, timeNanos, omission));
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        decoder.noted(stream, timeNanos, text);
        enter(stream, timeNanos, () -> export.noted(stream, timeNanos, text));
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        decoder.closed(stream, timeNanos, reason);
        enter(stream, timeNanos, () -> export.closed(stream, timeNanos, reason));
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        decoder.failed(stream, timeNanos, failure);
    }

    @Override
    public void batchEnded(long timeNanos) {
        decoder.batchEnded(timeNanos);
        while (!waiting.isEmpty()
                && (heldBytes > HELD_BYTES
                        || waiting.size() > HELD_CALLS
                        || timeNanos - waiting.getFirst().timeNanos > WAIT_NANOS)) {
            release();
        }
    }

    @Override
    public void flushDue(long timeNanos) {
        decoder.flushDue(timeNanos);
    }

    @Override
    public void stopped(long timeNanos) {
        decoder.stopped(timeNanos);
        while (!waiting.isEmpty()) {
            release();
        }
    }

    /** Something to do that takes no comments. */
    private interface Step {
        void run() throws IOException;
    }

    private void enter(long stream, long timeNanos, Step step) {
        enter(new Call(stream, false, false, timeNanos, 0, comments -> step.run()));
    }

    private void enter(Call call) {
        waiting.add(call);
        heldBytes += call.lengthBytes;
    }

    private void release() {
        Call call = waiting.removeFirst();
        heldBytes -= call.lengthBytes;
        try {
            call.action.run(call.comments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void decoded(PcfsEvent event) {
        if (event instanceof PcfsEvent.Note note && note.kind() == NoteKind.RESTORED) {
            join(note);
            return;
        }
        boolean request = event instanceof PcfsEvent.Request || event instanceof PcfsEvent.WriteData;
        if (request || event instanceof PcfsEvent.Response) {
            String text = comment.of(event);
            for (Iterator<Call> newest = waiting.descendingIterator(); newest.hasNext(); ) {
                Call call = newest.next();
                if (call.data
                        && call.stream == event.stream()
                        && call.toHost == request
                        && call.timeNanos == event.timeNanos()) {
                    call.comments.add(text);
                    return;
                }
            }
            export.commented(event.stream(), text);
        }
    }

    private void join(PcfsEvent.Note restored) {
        streams++;
        StreamAddresses ends = new StreamAddresses(field(restored, "client"), field(restored, "server"));
        enter(
                restored.stream(),
                restored.timeNanos(),
                () -> export.joined(restored.stream(), restored.timeNanos(), ends));
    }

    private static String field(PcfsEvent.Note note, String name) {
        return note.fields().stream()
                .filter(field -> field.name().equals(name))
                .map(field -> field.value().toString())
                .findFirst()
                .orElse("?");
    }
}
