package dev.pcfstap.extract;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.filter.FilteredEvents;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.tap.ClockStep;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * Watches the events of a capture and plans to keep what a filter selects of it, and what that needs. Give it everything,
 * then ask for the {@link #plan}. Confined to one thread.
 */
final class FilterPlanner implements Consumer<PcfsEvent> {
    private static final long LOW = 0xFFFF_FFFFL;

    private final Filter filter;
    private final FilteredEvents filtered;
    private final EventDigest digests = new EventDigest();
    private final Long2ObjectLinkedOpenHashMap<StreamItems> streams = new Long2ObjectLinkedOpenHashMap<>();
    private final LongOpenHashSet selected = new LongOpenHashSet();

    /** Streams whose number stands for several in turn. Their offsets begin anew, so they stay or go as a whole. */
    private final LongOpenHashSet openedAgain = new LongOpenHashSet();

    private final Long2ObjectLinkedOpenHashMap<BitSet> keptNotes = new Long2ObjectLinkedOpenHashMap<>();
    private final Long2IntOpenHashMap notes = new Long2IntOpenHashMap();
    private final Long2LongOpenHashMap expected = new Long2LongOpenHashMap();
    private long originNanos;
    private boolean begun;

    FilterPlanner(Filter filter) {
        this.filter = filter;
        this.filtered = new FilteredEvents(filter, this::select);
    }

    @Override
    public void accept(PcfsEvent event) {
        if (!begun) {
            begun = true;
            originNanos = event.timeNanos();
        }
        if (event instanceof PcfsEvent.Note note && note.kind() == NoteKind.TAP) {
            note(note);
        } else if (event.stream() != 0) {
            add(event);
        }
        filtered.accept(event);
    }

    /** Notes of the tap are counted, because they have no bytes to be known by. */
    private void note(PcfsEvent.Note note) {
        int index = notes.addTo(note.stream(), 1);
        BitSet kept = keptNotes.get(note.stream());
        if (kept == null) {
            kept = new BitSet();
            keptNotes.put(note.stream(), kept);
        }
        kept.set(index, isClockStep(note) || filter.selects(note, originNanos));
    }

    /** Without it the latencies across the step would be wrong. */
    private static boolean isClockStep(PcfsEvent.Note note) {
        return note.stream() == 0
                && note.fields().stream()
                        .anyMatch(field -> field.value() instanceof String text
                                && ClockStep.of(text).isPresent());
    }

    private void add(PcfsEvent event) {
        boolean opens = event instanceof PcfsEvent.Opened
                || (event instanceof PcfsEvent.Note note && note.kind() == NoteKind.RESTORED);
        if (opens && streams.containsKey(event.stream())) {
            openedAgain.add(event.stream());
        }
        if (!openedAgain.contains(event.stream())) {
            items(event.stream()).add(event);
        }
    }

    private StreamItems items(long stream) {
        StreamItems items = streams.get(stream);
        if (items == null) {
            items = new StreamItems(digests);
            streams.put(stream, items);
        }
        return items;
    }

    private void select(PcfsEvent event) {
        if (event.stream() != 0) {
            selected.add(event.stream());
            if (!openedAgain.contains(event.stream())) {
                items(event.stream()).select(event);
            }
        }
    }

    /** Nothing more comes. What was learned is turned into the plan, and then forgotten but for a number a stream. */
    CutPlan plan() {
        filtered.finish();
        CutPlan plan = new CutPlan();
        keptNotes.forEach(plan::keepNotes);
        streams.forEach((stream, items) -> {
            if (!selected.contains(stream)) {
                plan.drop(stream);
            } else if (items.isWhole() || openedAgain.contains(stream)) {
                plan.keepWhole(stream);
            } else {
                items.needs.settle();
                expected.put(stream, new StreamCuts(stream, items.items).planIn(plan) + items.alwaysDigest());
            }
        });
        streams.clear();
        return plan;
    }

    /** How many streams something is kept of. */
    int streams() {
        return selected.size();
    }

    /** Whether the events of a stream, as the plan leaves it, are those that were to be kept. */
    boolean isAsExpected(long stream, long digest) {
        return (expected.get(stream) & LOW) == (digest & LOW);
    }

    /** Whether only some of a stream is to be kept, as far as that was worked out; else it stays as a whole. */
    boolean isCut(long stream) {
        return expected.containsKey(stream);
    }

    /** The streams that something is kept of. */
    long[] selectedStreams() {
        return selected.toLongArray();
    }
}
