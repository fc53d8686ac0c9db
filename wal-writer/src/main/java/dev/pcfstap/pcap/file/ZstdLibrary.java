package dev.pcfstap.pcap.file;

import com.github.luben.zstd.util.Native;
import java.io.File;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The native library of zstd, which has to be a file before it can be loaded. The temporary folder may be missing, read-only or
 * on a file system that runs nothing, so others are tried. Any thread.
 */
final class ZstdLibrary {
    private static final List<String> FOLDERS = List.of("ZstdTempFolder", "java.io.tmpdir", "user.home", "user.dir");

    private ZstdLibrary() {}

    /** Loads it, once; throws when there is no way. */
    static synchronized void load() throws CodecMissingException {
        Throwable first = null;
        for (String property : FOLDERS) {
            String folder = System.getProperty(property);
            if (Native.isLoaded()) {
                return;
            }
            if (folder != null) {
                Throwable failure = load(new File(folder));
                first = first == null ? failure : first;
            }
        }
        if (!Native.isLoaded()) {
            throw new CodecMissingException(
                    "is compressed with zstd, whose library can be unpacked in none of the temporary folder "
                            + System.getProperty("java.io.tmpdir")
                            + ", the home folder and the current one; java -Djava.io.tmpdir=DIR names a folder"
                            + " that takes files which can be run",
                    first);
        }
    }

    private static @Nullable Throwable load(File folder) {
        try {
            Native.load(folder);
            return null;
        } catch (LinkageError | RuntimeException failure) {
            return failure;
        }
    }
}
