package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The place that a reading has come to: a file, what lies there, and an offset. Goes from file to file, also while more are
 * written and others deleted. Confined to one thread.
 */
final class SegmentCursor implements Closeable {
    private final JournalFiles disk;
    private final SegmentFiles files;
    private final boolean follow;
    private byte[] buffer = SegmentWindow.newBuffer();
    private @Nullable SegmentScanner scanner;
    private @Nullable Path left;
    private long position;

    SegmentCursor(JournalFiles disk, SegmentFiles files, boolean follow) {
        this.disk = disk;
        this.files = files;
        this.follow = follow;
    }

    /** The file at hand; null before the first, between two, and behind the last. */
    @Nullable
    SegmentScanner scanner() {
        return scanner;
    }

    long position() {
        return position;
    }

    void moveTo(long newPosition) {
        position = newPosition;
    }

    /** Opens the next file; null when there is none. One that was deleted since it was listed is passed. */
    @Nullable
    SegmentScanner openNext() throws IOException {
        while (moreFiles()) {
            Path name = files.take();
            try {
                SegmentScanner next = new SegmentScanner(new SegmentWindow(name, disk.open(name), buffer));
                scanner = next;
                position = 0;
                return next;
            } catch (NoSuchFileException deleted) {
                left = name;
            }
        }
        return null;
    }

    private boolean moreFiles() throws IOException {
        if (follow && !files.hasNext()) {
            files.refresh();
        }
        return files.hasNext();
    }

    /** Whether the file that was read before this one is not there any more: retention was faster than the reading. */
    boolean overtaken() {
        return position == 0 && left != null && !disk.exists(left);
    }

    /** Whether there is more to look at than there was; a next segment is looked for before that, so that none is missed. */
    boolean grew(SegmentScanner here, SegmentScanner.Found found) throws IOException {
        if (follow && !files.hasNext()) {
            files.refresh();
        }
        if (found == SegmentScanner.Found.END && !follow) {
            return false;
        }
        long before = here.window().size();
        here.window().refresh();
        return here.window().size() > before;
    }

    /** Whether this is where a journal that is followed grows. */
    boolean atGrowingEnd() {
        return follow && !files.hasNext();
    }

    /** Whether there could be something new, judged by lengths and names alone. */
    boolean mayHaveGrown() throws IOException {
        SegmentScanner here = scanner;
        if (here == null || files.hasNext()) {
            return true;
        }
        files.refresh();
        return files.hasNext() || here.window().grown();
    }

    @Override
    public void close() throws IOException {
        SegmentScanner here = scanner;
        if (here != null) {
            left = here.window().name();
            buffer = here.window().buffer();
            here.window().close();
            scanner = null;
        }
    }
}
