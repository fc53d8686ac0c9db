package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes a long commit beside the writer's thread, which gathers the next one meanwhile: a disk takes about as long for the
 * bytes as a decoder. One commit at a time is under way. Until its outcome was taken, its buffer and its segment belong to the
 * thread behind this, and nothing else is written. Only the writer's thread calls it.
 */
final class WriteBehind implements Closeable {
    private static final Logger LOG = LogManager.getLogger(WriteBehind.class);

    /** A shorter commit is written before another thread could begin, and says that the consumer is not behind. */
    static final int LEAST_BYTES = 2 << 20;

    /** What failed is repeated with what was gathered behind it, which may be long, and both must fit a commit. */
    private static final int MOST_BYTES = 6 << 20;

    private final Executor executor;
    private final int leastBytes;
    private final Runnable ending;
    private CommitBuffer spare = new CommitBuffer();
    private @Nullable CommitBuffer underWay;
    private @Nullable FutureTask<?> write;
    private long endOffset;

    private WriteBehind(Executor executor, int leastBytes, Runnable ending) {
        this.executor = executor;
        this.leastBytes = leastBytes;
        this.ending = ending;
    }

    /** One that writes commits of that length and longer beside the writer. */
    static WriteBehind from(int leastBytes) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread writing = new Thread(task, "journal-write");
            writing.setDaemon(true);
            return writing;
        });
        thread.execute(() -> {}); // there may be no memory for a thread later
        return new WriteBehind(thread, leastBytes, thread::shutdown);
    }

    /** One that has commits of that length and longer written by {@code executor}, whose end is none of its business. */
    static WriteBehind by(Executor executor, int leastBytes) {
        return new WriteBehind(executor, leastBytes, () -> {});
    }

    /** One that takes nothing. */
    static WriteBehind never() {
        return by(Runnable::run, Integer.MAX_VALUE);
    }

    /** Whether this is a commit to be written beside the writer. Nothing is under way. */
    boolean takes(CommitBuffer commit) {
        int length = commit.lengthBytes();
        return length >= leastBytes && length <= MOST_BYTES;
    }

    /** Begins to append a commit that it {@linkplain #takes takes}. */
    void begin(OpenSegment segment, CommitBuffer commit) {
        endOffset = segment.lengthBytes() + commit.lengthBytes();
        FutureTask<?> task = new FutureTask<>(() -> {
            segment.append(commit);
            return null;
        });
        write = task;
        underWay = commit;
        try {
            executor.execute(task);
        } catch (RuntimeException | OutOfMemoryError refused) {
            LOG.debug("{} is not written beside the writer: {}", segment.path(), refused.toString());
            task.run(); // which does nothing if the executor has run it after all
        }
    }

    /** Whether there is a commit whose outcome was not taken yet. */
    boolean isUnderWay() {
        return underWay != null;
    }

    /** Whether the outcome of one is there to be taken. */
    boolean hasEnded() {
        return write != null && write.isDone();
    }

    /** How many records are under way. */
    int count() {
        return underWay == null ? 0 : underWay.count();
    }

    /** Where the commit that is under way will end in its file. */
    long endOffset() {
        return endOffset;
    }

    /** The buffer to gather the next commit in, after one was gathered in {@code used}. */
    CommitBuffer next(CommitBuffer used) {
        return used == underWay ? spare : used;
    }

    /**
     * Waits for the end of what is under way. An interrupt does not end the wait, but is kept.
     *
     * @return why it failed; null when it worked
     */
    @Nullable
    IOException await() {
        FutureTask<?> awaited = Objects.requireNonNull(write);
        boolean interrupted = false;
        while (true) {
            try {
                awaited.get();
                return ended(null, interrupted);
            } catch (ExecutionException failure) {
                return ended(failure.getCause(), interrupted);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
    }

    private @Nullable IOException ended(@Nullable Throwable failure, boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        write = null;
        return failure == null || failure instanceof IOException
                ? (IOException) failure
                : new IOException("the write did not come to its end: " + failure, failure);
    }

    /** Takes back the buffer of what has ended. It is the next one's as soon as another is under way. */
    CommitBuffer takeBack() {
        CommitBuffer ended = Objects.requireNonNull(underWay);
        underWay = null;
        spare = ended;
        return ended;
    }

    /** Ends the thread. Nothing is under way. */
    @Override
    public void close() {
        ending.run();
    }
}
