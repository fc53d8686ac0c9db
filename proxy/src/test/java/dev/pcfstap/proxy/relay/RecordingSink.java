package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps everything that it is told, by stream. Written by the consumer thread, read by tests. */
public class RecordingSink implements TapSink {

    /** What is known of one stream. */
    public static final class Recorded {
        private final ByteArrayOutputStream toHost = new ByteArrayOutputStream();
        private final ByteArrayOutputStream toConsole = new ByteArrayOutputStream();
        private final List<Gap> gaps = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private StreamAddresses addresses = new StreamAddresses("", "");
        private CloseReason reason = CloseReason.END_OF_CAPTURE;

        public synchronized byte[] toHost() {
            return toHost.toByteArray();
        }

        public synchronized byte[] toConsole() {
            return toConsole.toByteArray();
        }

        public synchronized List<Gap> gaps() {
            return List.copyOf(gaps);
        }

        public synchronized List<String> notes() {
            return List.copyOf(notes);
        }

        public synchronized StreamAddresses addresses() {
            return addresses;
        }

        /** {@link CloseReason#END_OF_CAPTURE} while it is open. */
        public synchronized CloseReason reason() {
            return reason;
        }
    }

    private final Map<Long, Recorded> streams = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** What was recorded of a stream so far. */
    public Recorded stream(long number) {
        return streams.computeIfAbsent(number, n -> new Recorded());
    }

    public int streams() {
        return streams.size();
    }

    public boolean isStopped() {
        return stopped;
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        Recorded recorded = stream(stream);
        synchronized (recorded) {
            recorded.addresses = addresses;
        }
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        Recorded recorded = stream(stream);
        synchronized (recorded) {
            (direction == Direction.CONSOLE_TO_HOST ? recorded.toHost : recorded.toConsole)
                    .write(bytes, offset, length);
        }
        return true;
    }

    @Override
    public void gap(long stream, Gap gap) {
        Recorded recorded = stream(stream);
        synchronized (recorded) {
            recorded.gaps.add(gap);
        }
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        gap(stream, data.asGap(timeNanos));
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {}

    @Override
    public void noted(long stream, long timeNanos, String text) {
        Recorded recorded = stream(stream);
        synchronized (recorded) {
            recorded.notes.add(text);
        }
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        Recorded recorded = stream(stream);
        synchronized (recorded) {
            recorded.reason = reason;
        }
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        noted(stream, timeNanos, "failed: " + failure.getMessage());
    }

    @Override
    public void batchEnded(long timeNanos) {}

    @Override
    public void flushDue(long timeNanos) {}

    @Override
    public void stopped(long timeNanos) {
        stopped = true;
    }
}
