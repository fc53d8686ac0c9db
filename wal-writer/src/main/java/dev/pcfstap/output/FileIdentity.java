package dev.pcfstap.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What tells a file from all others as long as it exists, whatever its names are. */
public final class FileIdentity {
    private FileIdentity() {}

    /** That of the file with this name, links not followed; null where the file system has no such thing. */
    public static @Nullable Object of(Path name) throws IOException {
        return Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Whether the name, which is no link, leads to the file with this identity. Where nobody can tell, any file will do. */
    public static boolean isAt(Path name, @Nullable Object identity) {
        try {
            Object now = of(name);
            return now == null || identity == null || now.equals(identity);
        } catch (IOException goneOrUnreachable) {
            return false;
        }
    }
}
