package dev.pcfstap.extract;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.ForwardingSink;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import dev.pcfstap.tap.TapSink;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Passes a capture on, cut to what a plan keeps. Chunks become shorter, split or nothing; their times and their order stay,
 * so that what is decoded from them stays. Must be given the very events from which the plan was made. Confined to the
 * thread that drives it.
 */
public final class CuttingSink extends ForwardingSink {
    private final CutPlan plan;
    private final SpanReplacement replacement;
    private final Long2ObjectOpenHashMap<Progress> streams = new Long2ObjectOpenHashMap<>();
    private final Long2IntOpenHashMap notes = new Long2IntOpenHashMap();

    /** How far a stream has come. */
    private static final class Progress {
        private final @Nullable LaneCutter toHost;
        private final @Nullable LaneCutter toConsole;

        private Progress(@Nullable LaneCutter toHost, @Nullable LaneCutter toConsole) {
            this.toHost = toHost;
            this.toConsole = toConsole;
        }
    }

    public CuttingSink(CutPlan plan, SpanReplacement replacement, TapSink to) {
        super(to);
        this.plan = plan;
        this.replacement = replacement;
    }

    @Override
    public void opened(long stream, long timeNanos, StreamAddresses addresses) {
        if (!plan.drops(stream)) {
            next.opened(stream, timeNanos, addresses);
        }
    }

    @Override
    public boolean received(long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        if (plan.drops(stream)) {
            return true;
        }
        LaneCutter cutter = cutter(stream, direction);
        if (cutter == null) {
            return next.received(stream, direction, timeNanos, bytes, offset, length);
        }
        return cutter.cut(timeNanos, bytes, offset, length);
    }

    @Override
    public void reduced(long stream, long timeNanos, ReducedBytes data) {
        if (!plan.drops(stream)) {
            LaneCutter cutter = cutter(stream, data.direction());
            if (cutter == null || cutter.stays(timeNanos, data.countedBytes())) {
                next.reduced(stream, timeNanos, data);
            }
        }
    }

    private @Nullable LaneCutter cutter(long stream, Direction direction) {
        Progress progress = progress(stream);
        return direction == Direction.CONSOLE_TO_HOST ? progress.toHost : progress.toConsole;
    }

    private Progress progress(long stream) {
        Progress progress = streams.get(stream);
        if (progress == null) {
            CutStream cuts = plan.of(stream);
            progress = cuts == null
                    ? new Progress(null, null)
                    : new Progress(
                            cutter(stream, Direction.CONSOLE_TO_HOST, cuts),
                            cutter(stream, Direction.HOST_TO_CONSOLE, cuts));
            streams.put(stream, progress);
        }
        return progress;
    }

    private @Nullable LaneCutter cutter(long stream, Direction direction, CutStream cuts) {
        CutLane lane = cuts.lane(direction);
        return lane.size() == 0 ? null : new LaneCutter(stream, direction, lane, replacement, next);
    }

    @Override
    public void gap(long stream, Gap gap) {
        if (!plan.drops(stream)) {
            next.gap(stream, gap);
        }
    }

    @Override
    public void omitted(long stream, long timeNanos, Omission omission) {
        if (!plan.drops(stream)) {
            next.omitted(stream, timeNanos, omission);
        }
    }

    @Override
    public void noted(long stream, long timeNanos, String text) {
        if (plan.keepsNote(stream, notes.addTo(stream, 1))) {
            next.noted(stream, timeNanos, text);
        }
    }

    @Override
    public void closed(long stream, long timeNanos, CloseReason reason) {
        streams.remove(stream);
        if (!plan.drops(stream)) {
            next.closed(stream, timeNanos, reason);
        }
    }
}
