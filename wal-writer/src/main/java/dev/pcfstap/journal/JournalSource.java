package dev.pcfstap.journal;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import it.unimi.dsi.fastutil.longs.Long2LongLinkedOpenHashMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Plays a journal into a sink as if it happened now: the same calls in the same order with the recorded times, and the end
 * of a batch after each commit. Confined to its user's thread.
 *
 * <p>Where the journal does not begin with its first record, because the segments before were pruned, the decoder's state is
 * restored from the first snapshot; so it is where the very first record is a snapshot with a state. Streams that were cut
 * off, by a crash or by the journal's end, are closed with {@link
 * CloseReason#END_OF_CAPTURE} at the time of their last record. Records that damage took are told as a note and as a gap
 * of unknown size (no events, no bytes) in every live stream.
 */
public final class JournalSource {
    private static final long MANY_REPEATED_BYTES = 16 << 20;
    private static final StreamAddresses UNKNOWN = new StreamAddresses("?", "?");

    private final JournalReader reader;
    private final TapSink sink;
    private final SnapshotConsumer snapshots;
    private final Long2LongLinkedOpenHashMap live = new Long2LongLinkedOpenHashMap();
    private JournalId journal = JournalId.UNKNOWN;
    private long writersStarted;
    private long streamBase;
    private long highestStream;
    private long latestNanos;
    private long records;
    private boolean begun;
    private int damageTold;
    private long repeatedBytes;

    /** Nothing is read before the first {@link #step}. */
    public JournalSource(JournalReader reader, TapSink sink, SnapshotConsumer snapshots) {
        this.reader = reader;
        this.sink = sink;
        this.snapshots = snapshots;
    }

    /** Plays everything, then closes what is still open. The sink is not stopped. */
    public void play() throws IOException {
        boolean more = true;
        while (more) {
            more = step();
        }
        finish();
    }

    /**
     * Plays the next commit.
     *
     * @return false when there is none: for good, or for now when the reader follows a growing journal
     */
    public boolean step() throws IOException {
        if (!reader.advance()) {
            return false;
        }
        JournalCommit commit = reader.commit();
        boolean begins = enter(commit);
        boolean beginsInside = begins && commit.firstSequence() > 0;
        tellDamage();
        if (beginsInside ? moveToSnapshot(commit) : begins && beginsWithState(commit)) {
            restore(commit);
        }
        while (commit.nextRecord()) {
            play(commit);
        }
        endBatch();
        return true;
    }

    /** The end: tells the last damage and closes the streams that are still open. */
    public void finish() {
        tellDamage();
        cutOff();
        sink.batchEnded(latestNanos);
    }

    /** Records played so far. */
    public long records() {
        return records;
    }

    /** Notices another journal or another writer; true when this commit is the first of a journal. */
    private boolean enter(JournalCommit commit) {
        boolean other = !commit.segment().journal().equals(journal);
        if (other || reader.writersStarted() != writersStarted) {
            cutOff();
            writersStarted = reader.writersStarted();
        }
        if (other) {
            journal = commit.segment().journal();
            streamBase = begun ? highestStream : 0;
            begun = true;
        }
        return other;
    }

    private static boolean moveToSnapshot(JournalCommit commit) {
        while (commit.nextRecord()) {
            if (commit.kind() == RecordKind.SNAPSHOT) {
                return true;
            }
        }
        commit.rewind();
        return false;
    }

    /** Whether a journal that is whole begins in the middle of streams all the same: it was made from one that is not. */
    private static boolean beginsWithState(JournalCommit commit) {
        boolean more = commit.nextRecord();
        while (more && commit.kind() == RecordKind.DURABILITY) {
            more = commit.nextRecord();
        }
        if (more && commit.kind() == RecordKind.SNAPSHOT && commit.payloadLength() > 0) {
            return true;
        }
        commit.rewind();
        return false;
    }

    private void restore(JournalCommit commit) {
        latestNanos = commit.timeNanos();
        if (commit.payloadLength() == 0) {
            return;
        }
        long[] streams = snapshots.restore(
                commit.bytes(), commit.payloadOffset(), commit.payloadLength(), commit.timeNanos(), streamBase);
        for (long stream : streams) {
            live.put(stream, commit.timeNanos());
            highestStream = Math.max(highestStream, stream);
        }
    }

    private void play(JournalCommit record) throws IOException {
        long timeNanos = record.timeNanos();
        latestNanos = timeNanos;
        records++;
        switch (record.kind()) {
            case OPENED -> {
                long stream = number(record);
                live.put(stream, timeNanos);
                sink.opened(
                        stream,
                        timeNanos,
                        OpenedLayout.decode(record.bytes(), record.payloadOffset(), record.payloadLength()));
            }
            case CLOSED -> {
                long stream = known(record);
                live.remove(stream);
                sink.closed(
                        stream,
                        timeNanos,
                        ClosedLayout.decode(record.bytes(), record.payloadOffset(), record.payloadLength()));
            }
            case TO_HOST -> received(record, Direction.CONSOLE_TO_HOST);
            case TO_CONSOLE -> received(record, Direction.HOST_TO_CONSOLE);
            case REDUCED -> reduced(record);
            case REPEATED -> repeated(record);
            case GAP -> gap(record);
            case DURABILITY -> {}
            case OMITTED ->
                sink.omitted(
                        known(record),
                        timeNanos,
                        OmissionLayout.decode(record.bytes(), record.payloadOffset(), record.payloadLength()));
            case MARK -> {
                String text = new String(
                        record.bytes(), record.payloadOffset(), record.payloadLength(), StandardCharsets.UTF_8);
                sink.noted(record.stream() == 0 ? 0 : known(record), timeNanos, text);
            }
            case SNAPSHOT, PADDING, OTHER -> {}
        }
    }

    private void received(JournalCommit record, Direction direction) {
        long stream = known(record);
        sink.received(
                stream, direction, record.timeNanos(), record.bytes(), record.payloadOffset(), record.payloadLength());
    }

    private void reduced(JournalCommit record) {
        byte[] payload = record.bytes();
        int offset = record.payloadOffset();
        int length = record.payloadLength();
        long stream = known(record);
        if (ReducedLayout.isUsable(payload, offset, length)) {
            sink.reduced(stream, record.timeNanos(), ReducedLayout.decode(payload, offset));
        } else {
            sink.noted(
                    stream, record.timeNanos(), "journal-reduced sequence=" + record.sequence() + " is not readable");
            sink.gap(stream, ReducedLayout.missing(payload, offset, length, record.timeNanos()));
        }
    }

    /** Bytes that stand elsewhere in the journal; where they do not any more they are a gap. */
    private void repeated(JournalCommit record) throws IOException {
        byte[] payload = record.bytes();
        int offset = record.payloadOffset();
        long stream = known(record);
        RepeatedBytes repeated = new RepeatedBytes(reader.earlier());
        byte[] bytes = repeated.resolve(record);
        if (bytes == null) {
            sink.noted(
                    stream,
                    record.timeNanos(),
                    "journal-repeated sequence=" + record.sequence() + " " + repeated.problem());
            sink.gap(stream, RepeatedLayout.missing(payload, offset, record.payloadLength(), record.timeNanos()));
            return;
        }
        Direction direction =
                RepeatedLayout.isToHost(payload, offset) ? Direction.CONSOLE_TO_HOST : Direction.HOST_TO_CONSOLE;
        sink.received(stream, direction, record.timeNanos(), bytes, 0, bytes.length);
        repeatedBytes += bytes.length;
        if (repeatedBytes >= MANY_REPEATED_BYTES) {
            // The sink may hold them until the batch ends, and a commit can refer to far more than it is long.
            endBatch();
        }
    }

    private void endBatch() {
        repeatedBytes = 0;
        sink.batchEnded(latestNanos);
    }

    private void gap(JournalCommit record) {
        Gap gap = GapLayout.decode(record.bytes(), record.payloadOffset(), record.payloadLength(), record.timeNanos());
        if (record.stream() != 0) {
            sink.gap(known(record), gap);
        } else {
            sink.noted(
                    0,
                    record.timeNanos(),
                    "journal-gap events=" + gap.events() + " to_host=" + gap.toHostBytes() + " to_console="
                            + gap.toConsoleBytes());
        }
    }

    private long number(JournalCommit record) {
        long stream = streamBase + record.stream();
        highestStream = Math.max(highestStream, stream);
        return stream;
    }

    /** The record's stream, which is opened first if nothing readable did. */
    private long known(JournalCommit record) {
        long stream = number(record);
        if (!live.containsKey(stream)) {
            sink.opened(stream, record.timeNanos(), UNKNOWN);
        }
        live.put(stream, record.timeNanos());
        return stream;
    }

    private void cutOff() {
        live.forEach((stream, timeNanos) -> sink.closed(stream, timeNanos, CloseReason.END_OF_CAPTURE));
        live.clear();
    }

    private void tellDamage() {
        if (reader.damageCount() == damageTold) {
            return;
        }
        for (Damage found : reader.damageFrom(damageTold)) {
            damageTold++;
            if (found.harmless()) {
                continue;
            }
            sink.noted(0, latestNanos, "journal-damage " + found.line());
            live.forEach((stream, timeNanos) -> sink.gap(stream, new Gap(0, 0, 0, timeNanos, latestNanos)));
        }
    }
}
