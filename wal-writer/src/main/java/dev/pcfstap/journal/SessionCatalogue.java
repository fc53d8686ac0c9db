package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The file {@code sessions.json} of a folder. One that cannot be read counts as none. Confined to one thread. */
final class SessionCatalogue {
    private final JournalFiles disk;
    private final Path file;

    SessionCatalogue(JournalFiles disk, Path folder) {
        this.disk = disk;
        this.file = folder.resolve(SegmentName.CATALOGUE);
    }

    /** What it says; empty when it is not there or not as it was written. */
    Optional<SessionJson.Content> load() {
        if (!disk.exists(file)) {
            return Optional.empty();
        }
        try (ReadFile reading = disk.open(file)) {
            long size = reading.sizeBytes();
            if (size > SessionJson.MAX_BYTES) {
                return Optional.empty();
            }
            byte[] bytes = new byte[(int) size];
            return reading.read(0, bytes, 0, bytes.length) == bytes.length ? SessionJson.read(bytes) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Replaces it as a whole; false when that failed, which costs nobody more than time. */
    boolean replace(SessionJson.Content content) {
        try {
            WholeFile.replace(disk, file, SessionJson.write(content), true);
            return true;
        } catch (IOException failure) {
            log().debug("the session catalogue could not be written: {}", failure.toString());
            return false;
        }
    }

    /** Asked for when there is something to say: setting up the log takes longer than a short command. */
    private static Logger log() {
        return LogManager.getLogger(SessionCatalogue.class);
    }
}
