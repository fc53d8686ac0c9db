package dev.pcfstap.pcfs;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import org.jspecify.annotations.Nullable;

/** The descriptors of one kind that a stream has open, with their paths and positions. Bounded. */
final class DescriptorTable {
    static final long UNKNOWN_POSITION = -1;

    private final int limit;
    private final Int2ObjectOpenHashMap<Entry> entries = new Int2ObjectOpenHashMap<>();

    /** What is known of an open descriptor. Mutable. */
    static final class Entry {
        final WireText path;

        /** Where the next read or write begins, in bytes, or {@link #UNKNOWN_POSITION}. */
        long position;

        Entry(WireText path, long position) {
            this.path = path;
            this.position = position;
        }

        void advance(long bytes) {
            if (position != UNKNOWN_POSITION) {
                position += bytes;
            }
        }
    }

    DescriptorTable(int limit) {
        this.limit = limit;
    }

    @Nullable
    Entry find(int descriptor) {
        return entries.get(descriptor);
    }

    /** The descriptor as an operation names it now. */
    Descriptor describe(int descriptor) {
        Entry entry = entries.get(descriptor);
        return new Descriptor(descriptor, entry == null ? null : entry.path);
    }

    /**
     * Enters a descriptor that was opened.
     *
     * @return false when the table is full and the descriptor was not entered
     */
    boolean open(int descriptor, WireText path, long position) {
        if (entries.size() >= limit && !entries.containsKey(descriptor)) {
            return false;
        }
        entries.put(descriptor, new Entry(path, position));
        return true;
    }

    void close(int descriptor) {
        entries.remove(descriptor);
    }
}
