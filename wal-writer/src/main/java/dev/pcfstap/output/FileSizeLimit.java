package dev.pcfstap.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How long files may become: a limit of the process ({@code ulimit -f}) or of the file system. */
public final class FileSizeLimit {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max file size";
    /** A new file of fewer bytes would not help. */
    private static final long LEAST_BYTES = 4096;

    private static final String REFUSED = "File too large";

    private FileSizeLimit() {}

    /**
     * Whether a write was refused because of such a limit, so that a new file takes what this one does not.
     *
     * @param sizeBytes how long the file is after the write
     */
    public static boolean isReached(IOException failure, long sizeBytes) {
        return isReached(failure, sizeBytes, ofProcess());
    }

    /** The text of the operating system may be in another language; the process's own limit is a number. */
    static boolean isReached(IOException failure, long sizeBytes, long limitBytes) {
        return limitBytes == Long.MAX_VALUE
                ? String.valueOf(failure.getMessage()).contains(REFUSED)
                : limitBytes >= LEAST_BYTES && sizeBytes >= limitBytes;
    }

    private static long ofProcess() {
        try {
            return parse(Files.readAllLines(LIMITS));
        } catch (IOException | RuntimeException notLinux) {
            return Long.MAX_VALUE;
        }
    }

    static long parse(List<String> limits) {
        for (String line : limits) {
            if (line.startsWith(LINE)) {
                String soft = line.substring(LINE.length()).strip().split("\\s+", 2)[0];
                return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
            }
        }
        return Long.MAX_VALUE;
    }
}
