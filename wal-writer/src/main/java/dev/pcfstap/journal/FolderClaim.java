package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * A writer's claim to its folder: the lock, and that no segment stands there behind its own. The lock alone is a file that
 * anybody may delete, so both are looked at again while the journal is written. A claim that is lost stays lost: another
 * writer's sequences begin where ours would go on. Confined to the writer's thread.
 */
final class FolderClaim implements Closeable {
    private static final Logger LOG = LogManager.getLogger(FolderClaim.class);

    private final JournalFiles disk;
    private final Path folder;
    private final JournalLock lock;
    private long lastBegun = -1;
    private boolean lost;

    FolderClaim(JournalFiles disk, Path folder, JournalLock lock) {
        this.disk = disk;
        this.folder = folder;
        this.lock = lock;
    }

    boolean isLost() {
        return lost;
    }

    /** Looks at the lock, and when that had to be taken again at the segments, too; says whether the claim still holds. */
    boolean look() {
        if (lost) {
            return false;
        }
        JournalLock.State state = lock.look();
        if (state == JournalLock.State.LOST) {
            lose("another process has " + SegmentName.LOCK);
        } else if (state == JournalLock.State.TAKEN_AGAIN) {
            LOG.warn("{} was deleted or exchanged; it is taken again", folder.resolve(SegmentName.LOCK));
            lookForOthers();
        }
        return !lost;
    }

    /** A segment is about to be begun; throws when that would be over another writer's sequences. */
    void begin(long firstSequence) throws IOException {
        if (look() && lastBegun >= 0) {
            lookForOthers();
        }
        if (lost) {
            throw new IOException(folder + ": another writer has the journal");
        }
        lastBegun = Math.max(lastBegun, firstSequence);
    }

    private void lookForOthers() {
        try {
            for (Path segment : disk.list(folder)) {
                long first = SegmentName.firstSequence(segment, SegmentName.SEGMENT_SUFFIX)
                        .orElse(-1);
                if (first > lastBegun) {
                    lose("another writer has begun " + segment);
                    return;
                }
            }
        } catch (IOException away) {
            LOG.debug("{} cannot be listed: {}", folder, away.toString());
        }
    }

    private void lose(String why) {
        lost = true;
        LOG.error("{}: {}; this process stops writing the journal, and what comes is counted as lost", folder, why);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
