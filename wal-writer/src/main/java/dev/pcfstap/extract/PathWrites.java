package dev.pcfstap.extract;

import dev.pcfstap.pcfs.WireText;
import java.util.HashMap;
import java.util.Map;

/** Which items changed the length of a stream's files last, by path. Mutable. */
final class PathWrites {
    private final Map<WireText, Writes> paths = new HashMap<>();

    /** The last change of a path, and the last one through another descriptor than that. */
    private static final class Writes {
        private int item;
        private int descriptor;
        private int otherItem;
    }

    void changed(WireText path, int descriptor, int item) {
        Writes writes = paths.computeIfAbsent(path, unseen -> new Writes());
        if (writes.item != ItemTable.NONE && writes.descriptor != descriptor) {
            writes.otherItem = writes.item;
        }
        writes.item = item;
        writes.descriptor = descriptor;
    }

    /** The last item that changed the path through another descriptor than this, or {@link ItemTable#NONE}. */
    int elsewhere(WireText path, int descriptor) {
        Writes writes = paths.get(path);
        if (writes == null) {
            return ItemTable.NONE;
        }
        return writes.descriptor == descriptor ? writes.otherItem : writes.item;
    }
}
