package dev.pcfstap.journal;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes what a tap sees to a journal, one commit a batch, which may still be {@linkplain JournalWriter#isUnderWay under way}
 * when the batch has ended. Never throws: what cannot be kept is counted by the writer and told in the journal itself as soon
 * as it can be written again.
 *
 * <p>Must be given each event before the decoder whose snapshots the writer takes, and {@link #batchEnded} before anything
 * that was waiting for the journal goes on; while a commit is under way, what waits for that one waits on. Confined to the
 * ring's consumer thread, except {@link #requestSnapshot}.
 */
public final class JournalSink implements TapSink {
    /** How long after a snapshot the next one is taken at the latest, while there is traffic. */
    public static final Duration SNAPSHOT_INTERVAL = Duration.ofSeconds(10);

    private static final int LONGEST_NOTE_BYTES = 64 << 10;

    private final JournalWriter writer;
    private final SessionBook sessions;
    private final long streamBase;
    private final SnapshotTriggers triggers;

    /**
     * @param streamBase is added to every stream number, so that a journal that is continued never uses one twice: {@link
     *     JournalWriter#highestStream()} at the start, or 0 when the numbers of the tap itself begin behind it
     * @param snapshotInterval see {@link #SNAPSHOT_INTERVAL}
     */
    public JournalSink(
            JournalWriter writer, SessionBook sessions, long streamBase, Duration snapshotInterval, long nowNanos) {
        this.writer = writer;
        this.sessions = sessions;
        this.streamBase = streamBase;
        this.triggers = new SnapshotTriggers(snapshotInterval, nowNanos);
    }

    /** Any thread: a snapshot is taken at the end of the next batch or at the next tick. */
    public void requestSnapshot() {
        triggers.ask();
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        long number = streamBase + stream;
        sessions.opened(number, timeNanos, addresses, writer.nextSequence());
        writer.append(RecordKind.OPENED, number, timeNanos, OpenedLayout.encode(addresses));
        triggers.opened();
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code true} means that the bytes are part of the next commit. If that fails they are lost for the journal after
     * all, which {@link JournalWriter#progress()} counts.
     */
    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        long number = streamBase + stream;
        boolean toHost = direction == Direction.CONSOLE_TO_HOST;
        triggers.traffic();
        if (writer.outage(timeNanos)) {
            writer.miss(number, toHost ? length : 0, toHost ? 0 : length, timeNanos);
            return false;
        }
        RecordKind kind = toHost ? RecordKind.TO_HOST : RecordKind.TO_CONSOLE;
        writer.append(kind, number, timeNanos, bytes, offset, length);
        sessions.received(number, timeNanos, toHost, length, writer.nextSequence() - 1);
        return true;
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        boolean toHost = data.direction() == Direction.CONSOLE_TO_HOST;
        shortened(RecordKind.REDUCED, stream, toHost, timeNanos, data.lengthBytes(), ReducedLayout.encode(data));
    }

    /** Bytes that stand in this journal already; all the pieces must fit one record. */
    public void repeated(long stream, Direction direction, long timeNanos, RecordPieces pieces) {
        boolean toHost = direction == Direction.CONSOLE_TO_HOST;
        shortened(RecordKind.REPEATED, stream, toHost, timeNanos, pieces.lengthBytes(), pieces.encode(toHost));
    }

    private void shortened(
            RecordKind kind, long stream, boolean toHost, long timeNanos, long lengthBytes, byte[] payload) {
        long number = streamBase + stream;
        triggers.traffic();
        writer.append(kind, number, timeNanos, payload);
        sessions.received(number, timeNanos, toHost, Math.max(0, lengthBytes), writer.nextSequence() - 1);
    }

    @Override
    public void gap(long stream, Gap gap) {
        long number = streamBase + stream;
        sessions.touched(number, gap.toNanos(), writer.nextSequence());
        writer.append(RecordKind.GAP, number, gap.toNanos(), GapLayout.encode(gap));
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        long number = streamBase + stream;
        sessions.touched(number, timeNanos, writer.nextSequence());
        writer.append(RecordKind.OMITTED, number, timeNanos, OmissionLayout.encode(omission));
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        long number = stream == 0 ? 0 : streamBase + stream;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sessions.touched(number, timeNanos, writer.nextSequence());
        writer.append(RecordKind.MARK, number, timeNanos, bytes, 0, Math.min(LONGEST_NOTE_BYTES, bytes.length));
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        long number = streamBase + stream;
        sessions.closed(number, timeNanos, writer.nextSequence());
        writer.append(RecordKind.CLOSED, number, timeNanos, ClosedLayout.encode(reason));
    }

    /** The bytes are kept all the same: whatever failed on them may be mended and read them again. */
    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {}

    @Override
    public void batchEnded(long timeNanos) {
        if (writer.worthASnapshot() && triggers.dueAfterBatch(timeNanos)) {
            snapshot(timeNanos);
        }
        writer.commit(timeNanos);
    }

    @Override
    public void idle(long timeNanos) {
        writer.look(timeNanos);
    }

    /** A tick: takes an idle snapshot if it is worth one, commits, syncs and writes the catalogue if it has changed. */
    @Override
    public void flushDue(long timeNanos) {
        if (triggers.dueAtTick(timeNanos) && writer.worthASnapshot()) {
            snapshot(timeNanos);
        }
        writer.sync(timeNanos);
        sessions.save(timeNanos, writer);
    }

    @Override
    public void stopped(long timeNanos) {
        writer.finish(timeNanos);
        sessions.saveNow(writer);
        writer.close(timeNanos);
    }

    private void snapshot(long timeNanos) {
        if (writer.appendSnapshot(timeNanos)) {
            triggers.taken(timeNanos);
        } else {
            triggers.postponed(timeNanos);
        }
    }
}
