package dev.pcfstap.wal;

import dev.pcfstap.pcfs.PcfsEvent;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lines between the thread that makes them and the one that writes them, and what was lost in between. Nobody holds the lock
 * while a file is written. Thread-safe.
 */
final class LineQueue {
    /** Less than this waits for the next flush: a thread that is woken for each batch costs more than the lines. */
    private static final int WORTH_WRITING_BYTES = 128 << 10;

    private static final int KEPT_CAPACITY_BYTES = 2 * WORTH_WRITING_BYTES;

    private final int capacityBytes;
    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final WalLosses losses = new WalLosses();
    private Lines waiting = new Lines();
    private Lines spare = new Lines();
    private boolean roomWanted;
    private boolean batchEnded;
    private boolean flushDue;
    private boolean closed;
    private long nowNanos;

    /** Lines that were taken and that nobody has accounted for yet. */
    private long taken;

    private long written;
    private long lostByOutput;

    /** Whole lines, and when the last of them came. Belongs to whoever holds it. */
    static final class Lines {
        final TextBuffer text = new TextBuffer(KEPT_CAPACITY_BYTES);
        long count;
        long timeNanos;

        private void clear() {
            text.clear(KEPT_CAPACITY_BYTES);
            count = 0;
        }
    }

    /**
     * What the writer does next, in this order.
     *
     * @param missing says what was lost behind these lines, null when nothing was
     */
    record Turn(
            Lines lines,
            PcfsEvent.@Nullable Note missing,
            boolean batchEnded,
            boolean flush,
            boolean last,
            long timeNanos) {}

    LineQueue(QueueLimits limits) {
        this.capacityBytes = limits.capacityBytes();
        this.patienceNanos = limits.patienceNanos();
    }

    /**
     * Takes a copy of whole lines, as far as there is room or comes to be. The rest is lost, and counted, also when there is no
     * memory for a copy.
     *
     * @return false when these are the first to be lost since something was taken
     */
    boolean offer(byte[] bytes, int length, long lineCount, long timeNanos) {
        lock.lock();
        boolean losing = losses.areUnnoted();
        long left = lineCount;
        try {
            nowNanos = timeNanos;
            int at = 0;
            while (at < length) {
                int next = acceptable(bytes, at, length);
                if (next == 0) {
                    return losing;
                }
                long count = at + next == length ? left : Math.min(left, LineBuffer.countLines(bytes, at, at + next));
                waiting.text.put(bytes, at, next);
                waiting.count += count;
                waiting.timeNanos = timeNanos;
                left -= count;
                at += next;
            }
            if (isWorthWriting()) {
                work.signal();
            }
            return true;
        } finally {
            if (left > 0) {
                losses.lost(left, timeNanos);
            }
            lock.unlock();
        }
    }

    /** How much of the lines can wait, after waiting for room if need be; 0 when they are lost. */
    private int acceptable(byte[] bytes, int at, int end) {
        // While a loss waits to be noted, nothing may take its place in the log.
        while (!closed && !losses.areUnnoted()) {
            int free = Math.max(0, capacityBytes - waiting.text.length());
            int length = LineBuffer.wholeLines(bytes, at, end, free);
            if (length > 0) {
                return length;
            }
            if (waiting.text.length() == 0) {
                return LineBuffer.firstLine(bytes, at, end); // longer than all that may wait: it goes alone
            }
            if (!roomCame()) {
                return 0;
            }
        }
        return 0;
    }

    private boolean roomCame() {
        roomWanted = true;
        work.signal();
        long leftNanos = patienceNanos;
        try {
            while (waiting.text.length() > 0 && leftNanos > 0) {
                leftNanos = room.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return waiting.text.length() == 0;
    }

    private boolean isWorthWriting() {
        return waiting.text.length() >= Math.min(WORTH_WRITING_BYTES, capacityBytes);
    }

    /**
     * What waits is to be written, as a batch has ended after a quiet spell.
     *
     * @return whether something waits
     */
    boolean batchEnded(long timeNanos) {
        lock.lock();
        try {
            nowNanos = timeNanos;
            if (waiting.text.length() > 0) {
                batchEnded = true;
                work.signal();
            }
            return batchEnded;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What waits is to be written, and flushed with what the output holds.
     *
     * @return whether something waits
     */
    boolean flush(long timeNanos) {
        lock.lock();
        try {
            nowNanos = timeNanos;
            flushDue = true;
            work.signal();
            return waiting.text.length() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to do. From here on there is room, and what is lost next is missing behind these lines. */
    Turn take() {
        lock.lock();
        try {
            while (!(closed || roomWanted || flushDue || batchEnded || losses.areUnnoted() || isWorthWriting())) {
                work.awaitUninterruptibly();
            }
            // Made first: what is thrown here leaves everything to be taken.
            PcfsEvent.Note missing = losses.areUnnoted() ? losses.note(nowNanos) : null;
            Turn turn = new Turn(waiting, missing, batchEnded, flushDue, closed, nowNanos);
            waiting = spare;
            spare = turn.lines();
            taken += spare.count;
            losses.noted();
            roomWanted = false;
            batchEnded = false;
            flushDue = false;
            room.signal();
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /** A turn is over; these are the output's counts. */
    void done(Turn turn, long linesWritten, long linesLost) {
        lock.lock();
        try {
            turn.lines().clear();
            written = linesWritten;
            lostByOutput = linesLost;
        } finally {
            lock.unlock();
        }
    }

    /** The writer put a line of its own among those that it took. */
    void added() {
        lock.lock();
        try {
            taken++;
        } finally {
            lock.unlock();
        }
    }

    /** Lines are lost that could not be made, or that were taken when the output threw. */
    void lost(long lines, long timeNanos) {
        lock.lock();
        try {
            losses.lost(lines, timeNanos);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits for the writer any more: what it has not accounted for is lost. */
    void abandon() {
        lock.lock();
        try {
            losses.lost(waiting.count + Math.max(0, taken - written - lostByOutput), nowNanos);
            waiting.clear();
            taken = 0;
        } finally {
            lock.unlock();
        }
    }

    long written() {
        lock.lock();
        try {
            return written;
        } finally {
            lock.unlock();
        }
    }

    long lost() {
        lock.lock();
        try {
            return losses.total() + lostByOutput;
        } finally {
            lock.unlock();
        }
    }
}
