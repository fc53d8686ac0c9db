package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Replaces a file as a whole: readers see the old content or the new one, never a part. */
final class WholeFile {
    private WholeFile() {}

    /** Writes beside, syncs if {@code durable}, and renames. */
    static void replace(JournalFiles disk, Path file, byte[] content, boolean durable) throws IOException {
        Path beside = file.resolveSibling(SegmentName.fileName(file) + SegmentName.TEMPORARY_SUFFIX);
        disk.delete(beside);
        try {
            try (AppendFile writing = disk.create(beside)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    if (writing.write(bytes) <= 0) {
                        throw new IOException(beside + ": " + bytes.remaining() + " bytes could not be written");
                    }
                }
                if (durable) {
                    writing.force();
                }
            }
            disk.rename(beside, file);
            if (durable) {
                Path folder = file.toAbsolutePath().getParent();
                if (folder != null) {
                    disk.forceFolder(folder);
                }
            }
        } catch (IOException failure) {
            try {
                disk.delete(beside);
            } catch (IOException again) {
                failure.addSuppressed(again);
            }
            throw failure;
        }
    }
}
