package dev.pcfstap.pcfs;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The descriptors of one kind that a stream has open, with their paths and positions. Bounded. */
final class DescriptorTable {
    private final int limit;

    /** Small as long as nothing is open: there may be a hundred thousand streams. */
    private Int2ObjectOpenHashMap<OpenedFile> entries = new Int2ObjectOpenHashMap<>(0);

    private FileChanges changes = new FileChanges();
    private long pathBytes;

    /** How often all positions were forgotten. An entry learns of it when it is looked at: bytes can be missing in every chunk. */
    private long forgotten;

    DescriptorTable(int limit) {
        this.limit = limit;
    }

    @Nullable
    OpenedFile find(int descriptor) {
        OpenedFile entry = entries.get(descriptor);
        if (entry != null) {
            entry.forgetBefore(forgotten);
        }
        return entry;
    }

    /** The descriptor as an operation names it now. */
    Descriptor describe(int descriptor) {
        OpenedFile entry = entries.get(descriptor);
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
        enter(descriptor, new OpenedFile(path, position, changes.hold(path), forgotten));
        return true;
    }

    private boolean enter(int descriptor, OpenedFile entry) {
        pathBytes += entry.path.viewBytes().length;
        OpenedFile before = entries.put(descriptor, entry);
        if (before != null) {
            left(before);
        }
        return before == null;
    }

    /** The file was emptied, as by opening it to be written. */
    void emptied(WireText path) {
        changes.changed(path);
    }

    void close(int descriptor) {
        OpenedFile entry = entries.remove(descriptor);
        if (entry != null) {
            left(entry);
        }
    }

    private void left(OpenedFile entry) {
        pathBytes -= entry.path.viewBytes().length;
        changes.release(entry.changes);
    }

    /** About how much memory it takes. */
    long heldBytes() {
        return pathBytes + (long) entries.size() * DecoderMemory.OBJECT_BYTES;
    }

    /** Nothing is remembered any more of what is open now. */
    void forget() {
        entries = new Int2ObjectOpenHashMap<>(0);
        changes = new FileChanges();
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
            Objects.requireNonNull(find(descriptor)).writeTo(out.u32(descriptor));
        }
    }

    void readFrom(SnapshotReader in) throws SnapshotException {
        int count = in.count(limit, SnapshotLayout.MIN_ENTRY_BYTES, "number of open descriptors");
        for (int i = 0; i < count; i++) {
            int at = in.position();
            int descriptor = in.i32("descriptor");
            if (!enter(descriptor, OpenedFile.readFrom(in, changes, forgotten))) {
                throw in.refused(at, "descriptor " + descriptor + " appears twice");
            }
        }
    }
}
