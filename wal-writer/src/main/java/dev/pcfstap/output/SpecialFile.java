package dev.pcfstap.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What has a name and is neither a file nor a folder. Pipes and devices that take one byte after the other, such as {@code
 * /dev/null}, are written as they are, and stay. A disk is refused, as what it holds would be lost; so is a socket.
 */
public final class SpecialFile {
    private static final int TYPE = 0xF000;
    private static final int PIPE = 0x1000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int BLOCK_DEVICE = 0x6000;
    private static final int UNKNOWN = 0;

    private SpecialFile() {}

    /** Whether there is such a thing, links followed. */
    public static boolean isAt(Path name) {
        return Files.exists(name) && !Files.isRegularFile(name) && !Files.isDirectory(name);
    }

    /** Whether it is a pipe: to open one waits for a reader. */
    public static boolean isPipe(Path name) {
        return type(name) == PIPE;
    }

    /** Throws unless it is one that is written. */
    public static void requireWritten(Path name) throws IOException {
        int type = type(name);
        if (type == BLOCK_DEVICE) {
            throw new FileSystemException(name.toString(), null, "it is a disk, and what it holds would be lost");
        }
        if (type != PIPE && type != CHARACTER_DEVICE && type != UNKNOWN) {
            throw new FileSystemException(
                    name.toString(), null, "it is neither a file, nor a pipe or device to write to");
        }
    }

    /** Opens one that is written. */
    public static FileChannel open(Path name) throws IOException {
        requireWritten(name);
        return FileChannel.open(name, StandardOpenOption.WRITE);
    }

    private static int type(Path name) {
        try {
            return Files.getAttribute(name, "unix:mode") instanceof Integer mode ? mode & TYPE : UNKNOWN;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException cannotTell) {
            return UNKNOWN;
        }
    }
}
