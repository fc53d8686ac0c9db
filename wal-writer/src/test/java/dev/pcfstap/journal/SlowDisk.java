package dev.pcfstap.journal;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A disk on which the deletion of a segment takes until it is let go, and which may be full. */
final class SlowDisk extends MemoryFiles {
    final List<Path> deletions = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile Optional<Thread> writer = Optional.empty();
    volatile Optional<Path> undeletable = Optional.empty();
    private volatile long capacityBytes = Long.MAX_VALUE;
    volatile long usedWhenCreated = -1;

    SlowDisk(Path folder) {
        this.folder = folder;
    }

    void awaitDeletion() throws InterruptedException {
        begun.await();
    }

    void letGo() {
        letGo.countDown();
    }

    /** Deletions go on, but each only while this thread waits. */
    void letGoWhenThisThreadWaits() {
        writer = Optional.of(Thread.currentThread());
        letGo();
    }

    /** From now on only room that is made can be written to. */
    void fillUp() throws IOException {
        capacityBytes = usedBytes();
    }

    long usedBytes() throws IOException {
        long used = 0;
        for (Path segment : SegmentFiles.ofFolder(this, folder)) {
            used += bytesOf(segment);
        }
        return used;
    }

    private long bytesOf(Path segment) throws IOException {
        try {
            return sizeBytes(segment);
        } catch (NoSuchFileException deletedMeanwhile) {
            return 0;
        }
    }

    @Override
    Fault fault(String call, Path file) {
        try {
            if (SegmentName.isSegment(file) && call.equals("delete")) {
                deletions.add(file);
                hang();
            }
            if (call.equals("force")) {
                calls.add("force " + number(file));
            }
            boolean fails = (call.equals("delete") && Optional.of(file).equals(undeletable))
                    || (call.equals("write") && usedBytes() >= capacityBytes);
            return fails ? Fault.ERROR : Fault.NONE;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void hang() {
        begun.countDown();
        try {
            letGo.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        writer.filter(waiting -> waiting != Thread.currentThread())
                .ifPresent(waiting -> await().until(() -> waiting.getState() == Thread.State.WAITING));
    }

    private static long number(Path segment) {
        return SegmentName.firstSequence(segment, SegmentName.SEGMENT_SUFFIX).orElse(-1);
    }

    @Override
    public void delete(Path file) throws IOException {
        super.delete(file);
        if (SegmentName.isSegment(file)) {
            calls.add("deleted " + number(file));
        }
    }

    @Override
    public AppendFile create(Path file) throws IOException {
        if (SegmentName.isSegment(file) && capacityBytes < Long.MAX_VALUE && usedWhenCreated < 0) {
            usedWhenCreated = usedBytes();
        }
        return super.create(file);
    }

    @Override
    public JournalLock lock(Path file) throws IOException {
        JournalLock lock = super.lock(file);
        return () -> {
            lock.close();
            calls.add("unlocked");
        };
    }
}
