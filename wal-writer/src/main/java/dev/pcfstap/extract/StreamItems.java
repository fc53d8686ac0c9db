package dev.pcfstap.extract;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.tap.Direction;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/**
 * What a stream consists of, and what each part of it needs to be decoded as it was: the opening of its descriptor, what
 * moved the position, what was outstanding beside a read whose length needed evidence, what a lost boundary was found again
 * by. Mutable, confined to one thread.
 */
final class StreamItems implements PcfsEvent.Visitor {
    /** Bytes after a gap: what they resume at has to stay. */
    private static final int ALWAYS = -1;

    final ItemTable items = new ItemTable();
    final KeptItems needs = new KeptItems(items);
    private final PositionItems positions = new PositionItems(items, needs);

    /** The items of notes and of bytes that belong to no exchange, by where they begin. */
    private final Long2IntOpenHashMap byBegin = new Long2IntOpenHashMap();

    private final EventDigest digests;
    private final Stretch toHost = new Stretch();
    private final Stretch toConsole = new Stretch();
    private long newest;
    private int oldestUnanswered = 1;
    private long alwaysDigest;
    private boolean whole;

    /** The bytes of a direction while its boundaries are not known, and what came before and after them. */
    private static final class Stretch {
        private int open;
        private boolean answers;
        private int beforeRequest;
        private int beforeResponse;
        private int last;
    }

    StreamItems(EventDigest digests) {
        this.digests = digests;
    }

    /** Whether something happened that only the whole stream shows again. */
    boolean isWhole() {
        return whole;
    }

    /** The sum of the digests of what is always kept. */
    long alwaysDigest() {
        return alwaysDigest;
    }

    void add(PcfsEvent event) {
        event.accept(this);
    }

    @Override
    public void opened(PcfsEvent.Opened event) {
        always(event);
    }

    @Override
    public void closed(PcfsEvent.Closed event) {
        always(event);
    }

    private void always(PcfsEvent event) {
        alwaysDigest += digests.of(event);
    }

    @Override
    public void request(PcfsEvent.Request event) {
        if (event.exchange() == 0) {
            stray(event);
            return;
        }
        int item = items.add(event.exchange());
        newest = event.exchange();
        items.mark(item, ItemTable.REQUEST);
        cover(item, event);
        if (event.operation() instanceof Operation.Ping) {
            needs.always(item);
        }
        if (event.operation() instanceof Operation.WriteFile) {
            items.mark(item, ItemTable.AWAITS_DATA);
        }
        positions.asked(item, event.operation());
        anchorRequest(item);
    }

    @Override
    public void writeData(PcfsEvent.WriteData event) {
        int item = items.request(event.exchange());
        if (item == ItemTable.NONE) {
            stray(event);
            return;
        }
        items.unmark(item, ItemTable.AWAITS_DATA);
        cover(item, event);
        int oldest = oldestUnanswered();
        if (oldest != ItemTable.NONE && oldest != item) {
            needs.add(item, oldest);
        }
    }

    @Override
    public void response(PcfsEvent.Response event) {
        int item = event.exchange() == 0 ? ItemTable.NONE : items.request(event.exchange());
        if (item == ItemTable.NONE) {
            item = stray(event);
            answered(item, event);
            return;
        }
        cover(item, event);
        if (toConsole.open > 0) {
            // What was passed over is the answer.
            toConsole.answers = true;
            needs.add(item, toConsole.open);
            needs.add(toConsole.open, item);
        }
        answered(item, event);
        oldestUnanswered = Math.max(oldestUnanswered, item + 1);
        if (event.evidence() != Evidence.STATED && !(event.reply() instanceof Reply.Unknown)) {
            int next = oldestUnanswered();
            if (next != ItemTable.NONE) {
                needs.add(item, next);
            }
        }
    }

    private void answered(int item, PcfsEvent.Response event) {
        items.mark(item, ItemTable.RESPONSE);
        anchorResponse(item);
        Operation operation = event.request();
        if (operation != null) {
            positions.answered(item, operation, event.reply());
        }
    }

    private int oldestUnanswered() {
        while (oldestUnanswered <= items.size()
                && (!items.is(oldestUnanswered, ItemTable.REQUEST) || items.is(oldestUnanswered, ItemTable.RESPONSE))) {
            oldestUnanswered++;
        }
        return oldestUnanswered <= items.size() ? oldestUnanswered : ItemTable.NONE;
    }

    /** Bytes that belong to no exchange that is known here. */
    private int stray(PcfsEvent.OfBytes event) {
        boolean isToHost = event.direction() == Direction.CONSOLE_TO_HOST;
        Stretch stretch = isToHost ? toHost : toConsole;
        int item = byBegin.get(key(isToHost, event.begin()));
        if (item == ItemTable.NONE) {
            item = items.add(newest);
            byBegin.put(key(isToHost, event.begin()), item);
            if (isExchange(event)) {
                // Its request came before the decoder did.
                needs.always(item);
            }
        }
        cover(item, event);
        stretch.last = item;
        return item;
    }

    private static boolean isExchange(PcfsEvent event) {
        return event instanceof PcfsEvent.WriteData
                || (event instanceof PcfsEvent.Response response && response.exchange() != 0);
    }

    private void cover(int item, PcfsEvent.OfBytes event) {
        boolean isToHost = event.direction() == Direction.CONSOLE_TO_HOST;
        items.extend(item, isToHost, event.begin(), event.end());
        items.addDigest(item, digests.of(event));
        if (event.begin() < 0) {
            needs.always(item);
        }
        (isToHost ? toHost : toConsole).last = item;
    }

    private void anchorRequest(int item) {
        anchor(toHost.beforeRequest, item);
        anchor(toConsole.beforeRequest, item);
        toHost.beforeRequest = ItemTable.NONE;
        toConsole.beforeRequest = ItemTable.NONE;
    }

    private void anchorResponse(int item) {
        anchor(toConsole.beforeResponse, item);
        toConsole.beforeResponse = ItemTable.NONE;
    }

    /** The first packet behind a stretch is what ended it. */
    private void anchor(int stretch, int item) {
        if (stretch == ALWAYS) {
            needs.always(item);
        } else if (stretch != ItemTable.NONE) {
            needs.add(stretch, item);
        }
    }

    @Override
    public void note(PcfsEvent.Note event) {
        switch (event.kind()) {
            case TAP, WAL_LOST, CLOCK_SKEW -> {}
            case UNMATCHED_RESPONSE -> about(event, byBegin.get(key(false, event.begin())));
            case OVERSIZED -> about(event, toHost.last);
            case LOST_BOUNDARY -> lost(event);
            case RESUMED -> resumed(event);
            case TRUNCATED -> truncated(event);
            case GAP -> gap(event);
            case RESTORED -> always(event);
            case TOO_MANY_OUTSTANDING, TOO_MANY_DESCRIPTORS, MEMORY_LIMIT, DECODER_FAILED -> {
                whole = true;
                always(event);
            }
        }
    }

    private void about(PcfsEvent.Note event, int item) {
        boolean isToHost =
                event.kind() != NoteKind.UNMATCHED_RESPONSE && event.direction() == Direction.CONSOLE_TO_HOST;
        items.addDigest(item, digests.of(event));
        byBegin.put(key(isToHost, event.begin()), item);
    }

    private void lost(PcfsEvent.Note event) {
        boolean isToHost = event.direction() == Direction.CONSOLE_TO_HOST;
        Stretch stretch = isToHost ? toHost : toConsole;
        int item = items.add(newest);
        byBegin.put(key(isToHost, event.begin()), item);
        items.extend(item, isToHost, event.begin(), event.begin());
        items.addDigest(item, digests.of(event));
        if (stretch.last != ItemTable.NONE) {
            needs.add(item, stretch.last);
        }
        stretch.open = item;
    }

    private void resumed(PcfsEvent.Note event) {
        boolean isToHost = event.direction() == Direction.CONSOLE_TO_HOST;
        Stretch stretch = isToHost ? toHost : toConsole;
        int item = stretch.open;
        boolean answers = stretch.answers;
        boolean skipped = event.end() > event.begin();
        stretch.open = ItemTable.NONE;
        stretch.answers = false;
        // It was found again by the next packet, or by the next request.
        stretch.beforeRequest = item > 0 ? item : ALWAYS;
        stretch.beforeResponse = stretch.beforeRequest;
        if (item <= 0) {
            always(event);
            if (skipped && stretch.last != ItemTable.NONE) {
                // The event of what was passed over came just before.
                needs.always(stretch.last);
            }
            return;
        }
        items.addDigest(item, digests.of(event));
        if (skipped && !answers) {
            items.extend(item, isToHost, event.begin(), event.end());
        }
        if (skipped && isToHost) {
            positions.forgotten(item);
        }
        stretch.last = item;
    }

    private void truncated(PcfsEvent.Note event) {
        boolean isToHost = event.direction() == Direction.CONSOLE_TO_HOST;
        Stretch stretch = isToHost ? toHost : toConsole;
        int item = stretch.open;
        if (item == ItemTable.NONE) {
            item = isToHost ? unfinishedWrite() : oldestUnanswered();
        }
        if (item <= 0) {
            item = items.add(newest);
        }
        byBegin.put(key(isToHost, event.begin()), item);
        cover(item, event);
        if (isToHost) {
            anchorRequest(item);
        } else {
            anchorResponse(item);
        }
    }

    private int unfinishedWrite() {
        int last = toHost.last;
        return last != ItemTable.NONE && items.is(last, ItemTable.AWAITS_DATA) ? last : ItemTable.NONE;
    }

    private void gap(PcfsEvent.Note event) {
        always(event);
        long isToHost = number(event, "to_host");
        long isToConsole = number(event, "to_console");
        boolean anywhere = isToHost + isToConsole == 0;
        if (anywhere || isToHost > 0) {
            toHost.open = ALWAYS;
        }
        if (anywhere || isToConsole > 0) {
            toConsole.open = ALWAYS;
        }
        oldestUnanswered = items.size() + 1;
        positions.forgotten(ItemTable.NONE);
    }

    private static long number(PcfsEvent.Note event, String name) {
        for (PcfsEvent.NoteField field : event.fields()) {
            if (field.name().equals(name) && field.value() instanceof Long value) {
                return value;
            }
        }
        return 0;
    }

    /** A filter wants the event: its item stays. */
    void select(PcfsEvent event) {
        int item = ItemTable.NONE;
        if (event instanceof PcfsEvent.Request request && request.exchange() > 0) {
            item = items.request(request.exchange());
        } else if (event instanceof PcfsEvent.WriteData data) {
            item = items.request(data.exchange());
        } else if (event instanceof PcfsEvent.Response response && response.exchange() > 0) {
            item = items.request(response.exchange());
        } else if (event instanceof PcfsEvent.Note note && note.kind() == NoteKind.CLOCK_SKEW) {
            item = items.request(number(note, "exchange"));
        } else if (event instanceof PcfsEvent.OfBytes of) {
            boolean unmatched = of instanceof PcfsEvent.Note note && note.kind() == NoteKind.UNMATCHED_RESPONSE;
            item = byBegin.get(key(!unmatched && of.direction() == Direction.CONSOLE_TO_HOST, of.begin()));
        }
        if (item != ItemTable.NONE) {
            needs.always(item);
        }
    }

    private static long key(boolean isToHost, long begin) {
        return begin << 1 | (isToHost ? 1 : 0);
    }
}
