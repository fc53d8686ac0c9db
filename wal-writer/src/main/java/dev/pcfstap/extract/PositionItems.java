package dev.pcfstap.extract;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.MoveTo;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import org.jspecify.annotations.Nullable;

/** Follows which items opened, closed and moved a stream's descriptors, as the decoder follows the descriptors. Mutable. */
final class PositionItems {
    private static final int SUCCESS = 0;

    private final ItemTable items;
    private final KeptItems needs;
    private final Descriptors files = new Descriptors();
    private final Descriptors folders = new Descriptors();
    private final PathWrites writes = new PathWrites();

    /** Files that were written since they were opened, or of which it is not known. */
    private final IntOpenHashSet burdened = new IntOpenHashSet();

    PositionItems(ItemTable items, KeptItems needs) {
        this.items = items;
        this.needs = needs;
    }

    /** A request needs what its descriptor comes from. */
    void asked(int item, Operation operation) {
        Descriptor file = file(operation);
        Descriptor folder = folder(operation);
        if (file != null) {
            items.needEntry(item, files.entry(file.number()));
        } else if (folder != null) {
            items.needEntry(item, folders.entry(folder.number()));
        }
    }

    /** An answer may have opened, closed or moved a descriptor. */
    void answered(int item, Operation operation, Reply reply) {
        if (reply instanceof Reply.Opened opened && opened.code() == SUCCESS) {
            if (operation instanceof Operation.OpenFile open) {
                opened(item, opened.descriptor(), open);
            } else if (operation instanceof Operation.OpenFolder) {
                folders.changed(opened.descriptor(), item);
            }
        } else if (operation instanceof Operation.CloseFile close && succeeded(reply)) {
            closed(files, close.file().number(), item);
        } else if (operation instanceof Operation.CloseFolder close && succeeded(reply)) {
            closed(folders, close.folder().number(), item);
        } else if (operation instanceof Operation.ReadFile read) {
            if (reply instanceof Reply.Read got ? !got.form().isError() : isNotUnderstood(reply)) {
                moved(item, read.file(), read.moveTo(), reply);
            }
        } else if (operation instanceof Operation.WriteFile write) {
            if (reply instanceof Reply.Written written ? written.bytes() >= 0 : isNotUnderstood(reply)) {
                moved(item, write.file(), write.moveTo(), reply);
                wrote(item, write.file(), reply);
            }
        } else if (operation instanceof Operation.SetFilePosition set) {
            if (succeeded(reply) || isNotUnderstood(reply)) {
                moved(item, set.file(), set.moveTo(), reply);
            }
        }
    }

    private static boolean succeeded(Reply reply) {
        return reply instanceof Reply.ReturnCode result && result.code() == SUCCESS;
    }

    private static boolean isNotUnderstood(Reply reply) {
        return reply instanceof Reply.Unknown || reply instanceof Reply.Opaque;
    }

    private void opened(int item, int descriptor, Operation.OpenFile open) {
        items.mark(item, ItemTable.SETS_POSITION);
        files.changed(descriptor, item);
        burdened.remove(descriptor);
        byte[] mode = open.mode().viewBytes();
        if (mode.length > 0 && mode[0] == 'w') {
            writes.changed(open.path(), descriptor, item);
        }
    }

    /** What is kept open is kept closed, or a later use of the number would show its path. */
    private void closed(Descriptors table, int descriptor, int item) {
        int opening = table.entry(descriptor);
        if (opening != ItemTable.NONE) {
            needs.add(opening, item);
        }
        items.mark(item, ItemTable.SETS_POSITION);
        table.changed(descriptor, item);
    }

    /** What a burdened descriptor is known by is more than its position, and no move sets that anew. */
    private void moved(int item, Descriptor file, MoveTo moveTo, Reply reply) {
        boolean relative = moveTo == MoveTo.CURRENT && !isNotUnderstood(reply);
        if (relative || burdened.contains(file.number())) {
            items.needPosition(item, files.position(file.number()));
        } else {
            items.mark(item, ItemTable.SETS_POSITION);
        }
        if (reply instanceof Reply.Read read && read.fromPosition()) {
            drawnFromPosition(item, file, relative);
        }
        files.moved(file.number(), item);
    }

    private void drawnFromPosition(int item, Descriptor file, boolean relative) {
        if (relative || burdened.contains(file.number())) {
            items.mark(item, ItemTable.READS_POSITION);
        }
        WireText path = file.path();
        int elsewhere = path == null ? ItemTable.NONE : writes.elsewhere(path, file.number());
        if (elsewhere > files.entry(file.number())) {
            needs.add(item, elsewhere);
        }
    }

    /** Where it ends tells how long the file is at least, from now on until the descriptor is closed. */
    private void wrote(int item, Descriptor file, Reply reply) {
        if (reply instanceof Reply.Written written && written.bytes() == 0) {
            return;
        }
        burdened.add(file.number());
        WireText path = file.path();
        if (path != null) {
            writes.changed(path, file.number(), item);
        }
    }

    /** All positions are unknown since this item. */
    void forgotten(int item) {
        if (item != ItemTable.NONE) {
            items.mark(item, ItemTable.SETS_POSITION);
        }
        files.forget(item);
        burdened.addAll(files.known());
    }

    private static @Nullable Descriptor file(Operation operation) {
        if (operation instanceof Operation.ReadFile read) {
            return read.file();
        }
        if (operation instanceof Operation.WriteFile write) {
            return write.file();
        }
        if (operation instanceof Operation.SetFilePosition set) {
            return set.file();
        }
        if (operation instanceof Operation.StatFile stat) {
            return stat.file();
        }
        return operation instanceof Operation.CloseFile close ? close.file() : null;
    }

    private static @Nullable Descriptor folder(Operation operation) {
        if (operation instanceof Operation.ReadFolder read) {
            return read.folder();
        }
        if (operation instanceof Operation.RewindFolder rewind) {
            return rewind.folder();
        }
        return operation instanceof Operation.CloseFolder close ? close.folder() : null;
    }
}
