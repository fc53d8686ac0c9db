package dev.pcfstap.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Who may read what is written: it holds what a console's disk holds. A folder with the set-group-ID bit is one that a group
 * shares, so its group may read what is made there. Where files have no POSIX permissions their folder decides.
 */
public enum FileAccess {
    /** The owner alone. */
    OWNER("rw-------", "rwx------"),
    /** The owner, and who is in the group may read. */
    GROUP("rw-r-----", "rwxr-x---"),
    /** Everybody may read it: it says nothing of what consoles said. */
    ANYBODY("rw-r--r--", "rwxr-xr-x");

    private static final int SET_GROUP_ID = 02000;
    private static final FileAttribute<?>[] NONE = {};

    private final String file;
    private final String folder;

    FileAccess(String file, String folder) {
        this.file = file;
        this.folder = folder;
    }

    /** What a new file of this name is to be created with. */
    public FileAttribute<?>[] ofNewFile(Path name) {
        return attributes(name, in(name.toAbsolutePath().getParent()).file);
    }

    /** Creates a folder and those above it; no error when it is there, and nothing is changed then. */
    public void createFolders(Path wanted) throws IOException {
        Path above = wanted.toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        Files.createDirectories(wanted, attributes(wanted, in(above).folder));
    }

    private FileAccess in(@Nullable Path above) {
        return this == OWNER && above != null && isShared(above) ? GROUP : this;
    }

    private static boolean isShared(Path above) {
        try {
            return Files.getAttribute(above, "unix:mode") instanceof Integer mode && (mode & SET_GROUP_ID) != 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException cannotTell) {
            return false;
        }
    }

    private static FileAttribute<?>[] attributes(Path name, String permissions) {
        return name.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NONE;
    }
}
