package dev.pcfstap.tap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A sink that keeps a line a call, throws where it is told to, and can be held up. Called by the consumer only. */
class ScriptedSink implements TapSink {
    static final byte POISON = 66;

    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Semaphore permits = new Semaphore(0);
    private volatile boolean gated;

    /** From now on each chunk waits for a permit. */
    void holdUp() {
        gated = true;
    }

    void letPass(int chunks) {
        permits.release(chunks);
    }

    void letAllPass() {
        gated = false;
        permits.release(1_000_000);
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        lines.add("open " + stream + " " + addresses.client());
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        if (gated) {
            permits.acquireUninterruptibly();
        }
        if (length > 0 && bytes[offset] == POISON) {
            throw new IllegalStateException("poison");
        }
        lines.add("bytes " + stream + " " + (length > 0 ? bytes[offset] : "") + " " + length);
        return true;
    }

    @Override
    public void gap(long stream, Gap gap) {
        lines.add("gap " + stream + " " + gap.events() + " " + gap.bytes());
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        gap(stream, data.asGap(timeNanos));
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {}

    @Override
    public void noted(long stream, long timeNanos, String text) {
        lines.add("note " + stream + " " + text);
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        lines.add("close " + stream + " " + reason.token());
    }

    @Override
    public void failed(long stream, long timeNanos, Throwable failure) {
        lines.add("failed " + stream + " " + failure.getMessage());
    }

    @Override
    public void batchEnded(long timeNanos) {}

    @Override
    public void flushDue(long timeNanos) {
        lines.add("flush on " + Thread.currentThread().getName());
    }

    @Override
    public void stopped(long timeNanos) {
        lines.add("stopped");
    }
}
