package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The buffers in which a writer gathers its commits, and the thread that writes a long one beside it while the next is gathered: a
 * disk takes about as long for the bytes as a decoder. One commit at a time is under way. Until its outcome was taken, its
 * buffer and its segment belong to the thread behind this, and nothing else is written. Only the writer's thread calls it.
 *
 * <p>What is not written stays in the buffer that is gathered in, also when memory runs out half way through a call.
 */
final class WriteBehind implements Closeable {
    /** A shorter commit is written before another thread could begin, and says that the consumer is not behind. */
    static final int LEAST_BYTES = 2 << 20;

    /** What failed is repeated with what was gathered behind it, which may be long, and both must fit a commit. */
    private static final int MAX_BYTES = 6 << 20;

    private final Executor executor;
    private final int leastBytes;
    private final Runnable ending;
    private CommitBuffer gathering = new CommitBuffer();
    private CommitBuffer other;
    private @Nullable FutureTask<?> write;
    private long endOffset;

    private WriteBehind(Executor executor, int leastBytes, Runnable ending) {
        this.executor = executor;
        this.leastBytes = leastBytes;
        this.ending = ending;
        // What takes nothing needs no second buffer.
        this.other = leastBytes > MAX_BYTES ? gathering : new CommitBuffer();
    }

    /** One that writes commits of that length and longer beside the writer. */
    static WriteBehind from(int leastBytes) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread writing = new Thread(task, "journal-write");
            writing.setDaemon(true);
            return writing;
        });
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

    /** Where the next commit is gathered. Another one after {@link #begin}, and after {@link #takeBack} may be. */
    CommitBuffer gathering() {
        return gathering;
    }

    /** Whether what is gathered is a commit to be written beside the writer. Nothing is under way. */
    boolean takes() {
        int length = gathering.lengthBytes();
        return length >= leastBytes && length <= MAX_BYTES;
    }

    /** Begins to append what is gathered, which it {@linkplain #takes takes}. */
    void begin(OpenSegment segment) {
        CommitBuffer commit = gathering;
        FutureTask<?> task = new FutureTask<>(() -> {
            segment.append(commit);
            return null;
        });
        long end = segment.lengthBytes() + commit.lengthBytes();
        other.clear(end);
        endOffset = end;
        gathering = other;
        other = commit;
        write = task;
        try {
            executor.execute(task);
        } catch (RuntimeException | OutOfMemoryError refused) {
            task.run(); // which does nothing if the executor has run it after all
        }
    }

    /** Whether there is a commit whose outcome was not taken yet. */
    boolean isUnderWay() {
        return write != null;
    }

    /** Whether the outcome of one is there to be taken. */
    boolean hasEnded() {
        return write != null && write.isDone();
    }

    /** How many records are under way. */
    int count() {
        return write == null ? 0 : other.count();
    }

    /** Where the commit that is under way will end in its file. */
    long endOffset() {
        return endOffset;
    }

    /**
     * Waits for the end of what is under way, which stays so. An interrupt does not end the wait, but is kept.
     *
     * @return why it failed; null when it worked
     */
    @Nullable
    IOException await() {
        FutureTask<?> awaited = Objects.requireNonNull(write);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    awaited.get();
                    return null;
                } catch (ExecutionException failure) {
                    Throwable cause = failure.getCause();
                    return cause instanceof IOException refused
                            ? refused
                            : new IOException("the write did not come to its end: " + cause, cause);
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What was under way is written. */
    void written() {
        write = null;
    }

    /** What was under way is not written: it is gathered again, and what was gathered since is behind it. */
    void takeBack() {
        other.appendAll(gathering);
        CommitBuffer both = other;
        other = gathering;
        gathering = both;
        write = null;
    }

    /** Ends the thread. Nothing is under way. */
    @Override
    public void close() {
        ending.run();
    }
}
