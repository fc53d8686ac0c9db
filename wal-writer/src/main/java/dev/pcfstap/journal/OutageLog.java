package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Says once when a journal can't be written any more, and once when it can again. Confined to the writer's thread. */
final class OutageLog {
    private static final Logger LOG = LogManager.getLogger(OutageLog.class);

    private final Path folder;
    private boolean under;
    private long eventsBefore;
    private long bytesBefore;

    OutageLog(Path folder) {
        this.folder = folder;
    }

    void began(IOException why, LossBook losses) {
        if (under) {
            LOG.debug("no new journal segment: {}", why.toString());
            return;
        }
        under = true;
        eventsBefore = losses.events();
        bytesBefore = losses.bytes();
        LOG.warn(
                "no journal segment can be begun in {}, what comes until one can be is counted as lost: {}",
                folder,
                why.toString());
    }

    void ended(Path segment, LossBook losses) {
        if (under) {
            under = false;
            LOG.warn(
                    "the journal goes on in {}; {} chunks, {} bytes were lost in between",
                    segment,
                    losses.events() - eventsBefore,
                    losses.bytes() - bytesBefore);
        }
    }
}
