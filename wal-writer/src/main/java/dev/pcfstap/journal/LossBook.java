package dev.pcfstap.journal;

import dev.pcfstap.tap.Gap;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What could not be kept while the disk was full or gone, to be written as gap records when it can be. Bounded: beyond a
 * number of streams the losses of the others are added up under stream 0. Confined to the writer's thread.
 */
final class LossBook {
    private static final int MAX_STREAMS = 4096;
    private static final byte[] NOTHING = {};

    private final Map<Long, StreamLoss> streams = new LinkedHashMap<>();
    private long events;
    private long bytes;

    /** What is missing of one stream, and its opening and closing, which are never given up for a stream with a place. */
    private static final class StreamLoss {
        private byte[] opened = NOTHING;
        private long openedNanos;
        private byte[] closed = NOTHING;
        private long closedNanos;
        private long events;
        private long toHostBytes;
        private long toConsoleBytes;
        private long fromNanos = Long.MAX_VALUE;
        private long toNanos = Long.MIN_VALUE;

        void missed(long count, long toHost, long toConsole, long from, long to) {
            events += count;
            toHostBytes += toHost;
            toConsoleBytes += toConsole;
            fromNanos = Math.min(fromNanos, from);
            toNanos = Math.max(toNanos, to);
        }
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    /** Chunks lost since the writer began. */
    long events() {
        return events;
    }

    /** Bytes lost since the writer began. */
    long bytes() {
        return bytes;
    }

    /** Counts everything that a commit holds, which will not be written. */
    void lose(CommitBuffer commit) {
        commit.forEach(this::lose);
    }

    private void lose(RecordKind kind, long stream, long timeNanos, ByteBuffer payload) {
        int length = payload.remaining();
        switch (kind) {
            case TO_HOST -> missed(stream, length, 0, timeNanos);
            case TO_CONSOLE -> missed(stream, 0, length, timeNanos);
            case OPENED -> {
                StreamLoss loss = of(stream);
                loss.opened = copy(payload);
                loss.openedNanos = timeNanos;
            }
            case CLOSED -> {
                StreamLoss loss = of(stream);
                loss.closed = copy(payload);
                loss.closedNanos = timeNanos;
            }
            case GAP -> {
                Gap gap = GapLayout.decode(copy(payload), 0, length, timeNanos);
                of(stream)
                        .missed(gap.events(), gap.toHostBytes(), gap.toConsoleBytes(), gap.fromNanos(), gap.toNanos());
            }
            case DURABILITY -> {}
            case REDUCED -> shortened(stream, ReducedLayout.missing(copy(payload), 0, length, timeNanos));
            case REPEATED -> shortened(stream, RepeatedLayout.missing(copy(payload), 0, length, timeNanos));
            case MARK, OMITTED -> missed(stream, 0, 0, timeNanos);
            case SNAPSHOT, PADDING, OTHER -> {}
        }
    }

    private void shortened(long stream, Gap gap) {
        missed(stream, gap.toHostBytes(), gap.toConsoleBytes(), gap.toNanos());
    }

    /** Counts a chunk that was not even taken. */
    void missed(long stream, long toHost, long toConsole, long timeNanos) {
        of(stream).missed(1, toHost, toConsole, timeNanos, timeNanos);
        events++;
        bytes += toHost + toConsole;
    }

    private StreamLoss of(long stream) {
        StreamLoss loss = streams.get(stream);
        if (loss == null) {
            long place = streams.size() < MAX_STREAMS ? stream : 0;
            loss = streams.computeIfAbsent(place, number -> new StreamLoss());
        }
        return loss;
    }

    /** Adds openings, gaps and closings to a commit. */
    void appendTo(CommitBuffer commit) {
        streams.forEach((stream, loss) -> {
            if (stream != 0 && loss.opened.length > 0) {
                append(commit, RecordKind.OPENED, stream, loss.openedNanos, loss.opened);
            }
            if (loss.events > 0) {
                Gap gap = new Gap(loss.events, loss.toHostBytes, loss.toConsoleBytes, loss.fromNanos, loss.toNanos);
                append(commit, RecordKind.GAP, stream, loss.toNanos, GapLayout.encode(gap));
            }
            if (stream != 0 && loss.closed.length > 0) {
                append(commit, RecordKind.CLOSED, stream, loss.closedNanos, loss.closed);
            }
        });
    }

    /** Everything counted is in the journal now. */
    void told() {
        streams.clear();
    }

    private static void append(CommitBuffer commit, RecordKind kind, long stream, long timeNanos, byte[] payload) {
        commit.append(kind, stream, timeNanos, payload, 0, payload.length);
    }

    private static byte[] copy(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return bytes;
    }
}
