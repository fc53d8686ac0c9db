package dev.pcfstap.pcfs;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The descriptors of one kind that a stream has open, with their paths and positions. Bounded. */
final class DescriptorTable {
    static final long UNKNOWN_POSITION = -1;

    private final int limit;
    private Int2ObjectOpenHashMap<Entry> entries = new Int2ObjectOpenHashMap<>();
    private long pathBytes;

    /** How often all positions were forgotten. An entry learns of it when it is looked at: bytes can be missing in every chunk. */
    private long forgotten;

    /** What is known of an open descriptor. Mutable. */
    static final class Entry {
        final WireText path;

        /** Where the next read or write begins, in bytes, or {@link #UNKNOWN_POSITION}. */
        long position;

        private long knownSince;

        Entry(WireText path, long position, long knownSince) {
            this.path = path;
            this.position = position;
            this.knownSince = knownSince;
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
        Entry entry = entries.get(descriptor);
        if (entry != null && entry.knownSince < forgotten) {
            entry.knownSince = forgotten;
            entry.position = UNKNOWN_POSITION;
        }
        return entry;
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
        pathBytes += path.viewBytes().length - pathBytes(entries.put(descriptor, new Entry(path, position, forgotten)));
        return true;
    }

    void close(int descriptor) {
        pathBytes -= pathBytes(entries.remove(descriptor));
    }

    private static int pathBytes(@Nullable Entry entry) {
        return entry == null ? 0 : entry.path.viewBytes().length;
    }

    /** About how much memory it takes. */
    long heldBytes() {
        return pathBytes + (long) entries.size() * DecoderMemory.OBJECT_BYTES;
    }

    /** Nothing is remembered any more of what is open now. */
    void forget() {
        entries = new Int2ObjectOpenHashMap<>();
        pathBytes = 0;
    }

    /** Reads and writes may have gone by unseen. */
    void forgetPositions() {
        forgotten++;
    }

    void writeTo(SnapshotWriter out) {
        int[] descriptors = entries.keySet().toIntArray();
        Arrays.sort(descriptors);
        out.u32(descriptors.length);
        for (int descriptor : descriptors) {
            Entry entry = Objects.requireNonNull(find(descriptor));
            out.u32(descriptor).u64(entry.position).text(entry.path);
        }
    }

    void readFrom(SnapshotReader in) throws SnapshotException {
        int count = in.count(limit, SnapshotLayout.MIN_ENTRY_BYTES, "number of open descriptors");
        for (int i = 0; i < count; i++) {
            int at = in.position();
            int descriptor = in.i32("descriptor");
            long position = in.u64(UNKNOWN_POSITION, Long.MAX_VALUE, "file position");
            Entry entry = new Entry(in.wireText("path"), position, forgotten);
            if (entries.put(descriptor, entry) != null) {
                throw in.refused(at, "descriptor " + descriptor + " appears twice");
            }
            pathBytes += pathBytes(entry);
        }
    }
}
