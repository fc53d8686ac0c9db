package dev.pcfstap.pcfs;

import java.util.HashMap;
import java.util.Map;

/**
 * How often the files that a stream has open were changed in length, by path. A host may tell the length that a file had when
 * it was opened, so whoever holds another descriptor of the file must know. Holds no more paths than there are descriptors.
 */
final class FileChanges {

    /** One path, shared by the descriptors that are open on it. Mutable. */
    static final class OfPath {
        private final WireText path;
        private int holders;
        private long count;

        private OfPath(WireText path) {
            this.path = path;
        }

        long count() {
            return count;
        }

        void changed() {
            count++;
        }
    }

    private final Map<WireText, OfPath> paths = new HashMap<>();

    /** A descriptor is opened on the path. */
    OfPath hold(WireText path) {
        OfPath changes = paths.computeIfAbsent(path, OfPath::new);
        changes.holders++;
        return changes;
    }

    /** A descriptor is closed. */
    void release(OfPath changes) {
        if (--changes.holders == 0) {
            paths.remove(changes.path);
        }
    }

    /** The file was cut or replaced. */
    void changed(WireText path) {
        OfPath changes = paths.get(path);
        if (changes != null) {
            changes.changed();
        }
    }
}
