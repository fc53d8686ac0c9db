package dev.pcfstap.proxy.cli;

import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.output.FileAccess;
import picocli.CommandLine.Option;

/** Who may read what is written. */
final class AccessOption {
    @Option(
            names = "--group-readable",
            description =
                    "Let the group read new files and folders, too (0640 and 0750); otherwise they are for their owner"
                            + " alone (0600 and 0700), unless they lie in a folder with the set-group-ID bit.")
    boolean groupReadable;

    FileAccess access() {
        return groupReadable ? FileAccess.GROUP : FileAccess.OWNER;
    }

    /** Files of a journal that is written. */
    JournalFiles disk() {
        return JournalFiles.disk(access());
    }
}
