package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.proxy.load.LoadStream;
import dev.pcfstap.proxy.load.PlainRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a killed proxy recorded, against what was sent through it.
 *
 * <p>A kill takes what was on the ring. So of each direction of each stream the journal holds a prefix of what was sent, which
 * may be shorter than what arrived, since recording is behind forwarding, and longer, since what is recorded may not have been
 * forwarded yet. All streams are cut at one place in the order of events: whatever arrived before something was sent that is
 * in the journal is in the journal as a whole.
 */
final class KilledRun {
    private final List<PlainRecord> records;
    private final Map<Integer, Deque<LoadStream>> unopened = new HashMap<>();
    private final Map<Long, Recorded> streams = new LinkedHashMap<>();
    private final long firstStream;
    private long highestStream;

    /** A stream of the journal. */
    private static final class Recorded {
        private final LoadStream sent;
        private final ByteArrayOutputStream toHost = new ByteArrayOutputStream();
        private final ByteArrayOutputStream toConsole = new ByteArrayOutputStream();
        private boolean closed;
        private long lastNanos;

        Recorded(LoadStream sent) {
            this.sent = sent;
        }

        ByteArrayOutputStream bytes(TapeKind direction) {
            return direction == TapeKind.TO_HOST ? toHost : toConsole;
        }
    }

    /** @param highestStream the highest number that was used before */
    KilledRun(List<PlainRecord> records, List<LoadStream> load, long highestStream) {
        this.records = records;
        this.firstStream = highestStream + 1;
        this.highestStream = highestStream;
        load.forEach(stream -> unopened.computeIfAbsent(stream.consolePort(), port -> new ArrayDeque<>())
                .add(stream));
    }

    void check() {
        records.forEach(this::take);
        streams.forEach((number, stream) -> {
            checkPrefix(number, stream, TapeKind.TO_HOST);
            checkPrefix(number, stream, TapeKind.TO_CONSOLE);
        });
        checkCut();
    }

    private void take(PlainRecord record) {
        switch (record.kind()) {
            case PlainRecord.SNAPSHOT ->
                assertThat(record.stream()).as("highest stream of a snapshot").isEqualTo(highestStream);
            case PlainRecord.OPENED -> open(record);
            case PlainRecord.TO_HOST, PlainRecord.TO_CONSOLE -> {
                Recorded stream = live(record);
                ByteBuffer payload = record.payload().duplicate();
                byte[] bytes = new byte[payload.remaining()];
                payload.get(bytes);
                stream.bytes(record.kind() == PlainRecord.TO_HOST ? TapeKind.TO_HOST : TapeKind.TO_CONSOLE)
                        .writeBytes(bytes);
            }
            case PlainRecord.CLOSED -> live(record).closed = true;
            default ->
                assertThat(record.kind())
                        .as("a record that nothing gave rise to")
                        .isGreaterThan(PlainRecord.LAST_OF_TRAFFIC);
        }
    }

    private void open(PlainRecord record) {
        Deque<LoadStream> candidates = unopened.getOrDefault(record.consolePort(), new ArrayDeque<>());
        assertThat(candidates).as("the console of s%d", record.stream()).isNotEmpty();
        assertThat(record.stream()).isGreaterThanOrEqualTo(firstStream).isNotIn(streams.keySet());
        highestStream = Math.max(highestStream, record.stream());
        Recorded opened = new Recorded(candidates.remove());
        opened.lastNanos = record.timeNanos();
        streams.put(record.stream(), opened);
    }

    private Recorded live(PlainRecord record) {
        Recorded stream = streams.get(record.stream());
        if (stream == null || stream.closed) {
            throw new AssertionError("the stream is not open: " + record);
        }
        stream.lastNanos = record.timeNanos();
        return stream;
    }

    private static void checkPrefix(long number, Recorded stream, TapeKind direction) {
        byte[] recorded = stream.bytes(direction).toByteArray();
        byte[] sent = stream.sent.sentBytes(direction);
        int differs = Arrays.mismatch(recorded, sent);
        assertThat(differs < 0 || differs == recorded.length)
                .as(
                        "s%d %s: %d bytes, %d were sent, differs at %d",
                        number, direction, recorded.length, sent.length, differs)
                .isTrue();
    }

    /** One cut through all streams. */
    private void checkCut() {
        long latestNanos = Long.MIN_VALUE;
        for (Recorded stream : streams.values()) {
            latestNanos = Math.max(latestNanos, lastRecordedSend(stream));
        }
        for (Map.Entry<Long, Recorded> stream : streams.entrySet()) {
            checkArrivedBefore(latestNanos, stream.getKey(), stream.getValue());
        }
        for (Deque<LoadStream> missing : unopened.values()) {
            for (LoadStream stream : missing) {
                assertThat(stream.steps() > 0 && stream.arrived(0) && stream.arrivedNanos(0) < latestNanos)
                        .as("%s is not in the journal, though something later is", stream)
                        .isFalse();
            }
        }
    }

    /** When the last step was sent of which the journal has a byte. */
    private static long lastRecordedSend(Recorded recorded) {
        LoadStream sent = recorded.sent;
        Map<TapeKind, Long> left = left(recorded);
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < sent.steps(); i++) {
            if (left.getOrDefault(sent.kind(i), 0L) > 0 && sent.lengthBytes(i) > 0) {
                latest = sent.sentNanos(i);
            }
            left.merge(sent.kind(i), (long) -sent.lengthBytes(i), Long::sum);
        }
        return latest;
    }

    private static void checkArrivedBefore(long latestNanos, long number, Recorded recorded) {
        LoadStream sent = recorded.sent;
        Map<TapeKind, Long> left = left(recorded);
        for (int i = 0; i < sent.steps(); i++) {
            long after = left.merge(sent.kind(i), (long) -sent.lengthBytes(i), Long::sum);
            assertThat(sent.arrived(i) && sent.arrivedNanos(i) < latestNanos && after < 0)
                    .as("s%d: step %d is not in the journal, though something later is", number, i)
                    .isFalse();
        }
    }

    /** Every request that arrived at the host is in the journal. */
    void checkNothingHeardIsMissing() {
        streams.forEach((number, recorded) -> {
            long recordedBytes = recorded.toHost.size();
            long heardBytes = heardBytes(recorded.sent);
            assertThat(recordedBytes)
                    .as("s%d, of the bytes that the host has heard", number)
                    .isGreaterThanOrEqualTo(heardBytes);
        });
        for (Deque<LoadStream> missing : unopened.values()) {
            missing.forEach(
                    stream -> assertThat(heardBytes(stream)).as("%s", stream).isZero());
        }
    }

    private static long heardBytes(LoadStream stream) {
        long heard = 0;
        for (int i = 0; i < stream.steps(); i++) {
            heard += stream.kind(i) == TapeKind.TO_HOST && stream.arrived(i) ? stream.lengthBytes(i) : 0;
        }
        return heard;
    }

    private static Map<TapeKind, Long> left(Recorded recorded) {
        Map<TapeKind, Long> left = new HashMap<>();
        for (TapeKind direction : List.of(TapeKind.TO_HOST, TapeKind.TO_CONSOLE)) {
            left.put(direction, (long) recorded.bytes(direction).size());
        }
        return left;
    }

    long highestStream() {
        return highestStream;
    }

    long trafficBytes() {
        return streams.values().stream()
                .mapToLong(stream -> stream.toHost.size() + (long) stream.toConsole.size())
                .sum();
    }

    /** Streams that did not close, with the time of their last record. */
    Map<Long, Long> cutOffNanos() {
        Map<Long, Long> open = new LinkedHashMap<>();
        streams.forEach((number, stream) -> {
            if (!stream.closed) {
                open.put(number, stream.lastNanos);
            }
        });
        return open;
    }
}
