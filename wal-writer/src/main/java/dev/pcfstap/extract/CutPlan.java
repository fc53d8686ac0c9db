package dev.pcfstap.extract;

import dev.pcfstap.tap.Direction;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of the bytes of a capture. Everything that is not mentioned stays. Spans are given by the offsets of
 * {@link dev.pcfstap.pcfs.PcfsEvent.OfBytes}: those of one stream and direction in ascending order, none overlapping
 * another. Takes 24 bytes a span; neighbours that are left out become one. Mutable, confined to one thread.
 */
public final class CutPlan {
    private final Long2ObjectOpenHashMap<CutStream> streams = new Long2ObjectOpenHashMap<>();
    private final Long2ObjectOpenHashMap<BitSet> notes = new Long2ObjectOpenHashMap<>();
    private final LongOpenHashSet dropped = new LongOpenHashSet();

    /**
     * The bytes of whole packets go; an {@link dev.pcfstap.tap.Omission} stands where the first of them stood.
     *
     * @param packets how many requests (of the console's bytes) or answers (of the host's) they are
     */
    public void omit(long stream, Direction direction, long begin, long end, long packets) {
        lane(stream, direction).omit(begin, end, packets);
    }

    /**
     * The bytes go, and a {@link SpanReplacement} says what stands where the last of them stood.
     *
     * @param tag at least 0: what the replacement needs to know it by
     */
    public void replace(long stream, Direction direction, long begin, long end, long tag) {
        lane(stream, direction).replace(begin, end, tag);
    }

    /** Nothing of the stream stays, its opening and closing included. */
    public void drop(long stream) {
        streams.remove(stream);
        dropped.add(stream);
    }

    /** Everything of the stream stays after all. */
    public void keepWhole(long stream) {
        streams.remove(stream);
        dropped.remove(stream);
        notes.remove(stream);
    }

    /** Of the notes of a stream, counted from 0, only these stay; stream 0 is the tap itself. */
    public void keepNotes(long stream, BitSet kept) {
        notes.put(stream, kept);
    }

    boolean drops(long stream) {
        return dropped.contains(stream);
    }

    boolean keepsNote(long stream, int index) {
        BitSet kept = notes.get(stream);
        return kept == null ? !dropped.contains(stream) : kept.get(index);
    }

    @Nullable
    CutStream of(long stream) {
        return streams.get(stream);
    }

    private CutLane lane(long stream, Direction direction) {
        CutStream of = streams.get(stream);
        if (of == null) {
            of = new CutStream(new CutLane(), new CutLane());
            streams.put(stream, of);
        }
        return of.lane(direction);
    }
}
