package dev.pcfstap.journal;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Syncs segments in the order in which that was asked for, beside the writer, which goes on writing: a sync of a second's
 * traffic can take as long as that second. Does other work that would hold up the writer in between. Only the writer's thread
 * calls it and learns what came of it; the thread behind it never writes to a segment.
 */
final class Syncer {
    private static final Logger LOG = LogManager.getLogger(Syncer.class);

    /** A disk has synced so much, or nearly, before a ring of the usual length is full. */
    private static final long MAX_UNASKED_BYTES = 16 << 20;

    private final @Nullable ExecutorService thread;
    private final long mostUnaskedBytes;
    private final LinkedBlockingQueue<Done> done = new LinkedBlockingQueue<>();
    private int waiting;

    /** A sync that has ended; {@code failure} is null when it worked. */
    record Done(
            OpenSegment segment, long endSequence, @Nullable IOException failure) {}

    /** Says why it failed, or null. */
    private interface Sync {
        @Nullable
        IOException run();
    }

    private Syncer(@Nullable ExecutorService thread, long mostUnaskedBytes) {
        this.thread = thread;
        this.mostUnaskedBytes = mostUnaskedBytes;
    }

    /** One that works on a thread of its own. */
    static Syncer beside() {
        return beside(MAX_UNASKED_BYTES);
    }

    /** The same, for segments that are to be synced after so many bytes, see {@link #mostUnaskedBytes}. */
    static Syncer beside(long mostUnaskedBytes) {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread syncing = new Thread(task, "journal-sync");
            syncing.setDaemon(true);
            return syncing;
        });
        return new Syncer(thread, mostUnaskedBytes);
    }

    /** One that works on the caller's thread. */
    static Syncer inPlace() {
        return inPlace(MAX_UNASKED_BYTES);
    }

    /** The same, for segments that are to be synced after so many bytes. */
    static Syncer inPlace(long mostUnaskedBytes) {
        return new Syncer(null, mostUnaskedBytes);
    }

    /** How many syncs have not ended yet. */
    int running() {
        return waiting - done.size();
    }

    /** When so many bytes were written since a sync was asked for, it is time for the next one. */
    long mostUnaskedBytes() {
        return mostUnaskedBytes;
    }

    /** Asks for a sync of everything that is written so far. */
    void sync(OpenSegment segment) {
        long end = segment.endSequence();
        segment.syncAsked();
        submit(segment, end, () -> force(segment));
    }

    /** Asks for the end of a segment: a sync if {@code force}, the closing, and the index. */
    void finish(OpenSegment segment, boolean force) {
        long end = force ? segment.endSequence() : segment.syncedSequence();
        submit(segment, end, () -> {
            IOException failure = force ? force(segment) : null;
            segment.close();
            try {
                segment.writeIndex();
            } catch (IOException incomplete) {
                LOG.debug("no index for {}: {}", segment.path(), incomplete.toString());
            }
            return failure;
        });
    }

    /**
     * Asks for something else, in steps of which each says whether there is another. What is asked for meanwhile goes before the
     * next step, so a sync waits for one at most. Must have ended before this is closed.
     */
    void inSteps(BooleanSupplier step) {
        if (thread == null) {
            boolean more = true;
            while (more) {
                more = step.getAsBoolean();
            }
        } else {
            thread.execute(() -> {
                if (step.getAsBoolean()) {
                    inSteps(step);
                }
            });
        }
    }

    private void submit(OpenSegment segment, long end, Sync sync) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable task = () -> {
            if (begun.getAndSet(true)) {
                return;
            }
            // Somebody may wait for the outcome, also when this thread dies of it.
            IOException failure = new IOException(segment.path() + ": the sync did not come to its end");
            try {
                failure = sync.run();
            } catch (RuntimeException bug) {
                failure = new IOException(segment.path() + ": " + bug, bug);
            } finally {
                done.add(new Done(segment, end, failure));
            }
        };
        waiting++;
        if (thread == null) {
            task.run();
            return;
        }
        try {
            thread.execute(task);
        } catch (RuntimeException | OutOfMemoryError refused) {
            task.run(); // which does nothing if the thread has run it after all
        }
    }

    private static @Nullable IOException force(OpenSegment segment) {
        try {
            segment.force();
            return null;
        } catch (IOException failure) {
            return failure;
        }
    }

    /** The next sync that has ended; null when none has. */
    @Nullable
    Done poll() {
        Done next = done.poll();
        waiting -= next == null ? 0 : 1;
        return next;
    }

    /** The next sync, when it has ended; null when there is none. An interrupt does not end the wait, but is kept. */
    @Nullable
    Done await() {
        boolean interrupted = false;
        Done next = null;
        while (waiting > 0 && next == null) {
            try {
                next = done.take();
                waiting--;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return next;
    }

    void close() {
        if (thread != null) {
            thread.shutdown();
            try {
                thread.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
