package dev.pcfstap.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Plain numbered lines for outputs that do not care what a line says. */
final class Lines {
    static final long SECOND = 1_000_000_000L;
    static final long T0 = SampleEvents.TIME;

    private Lines() {}

    /** {@code line 3\n} and so on. */
    static TextBuffer of(int from, int count) {
        TextBuffer text = new TextBuffer(16);
        for (int i = from; i < from + count; i++) {
            text.put("line ").decimal(i).put('\n');
        }
        return text;
    }

    static void append(WalOutput output, int from, int count, long timeNanos) {
        output.append(of(from, count), count, timeNanos);
    }

    static String text(int from, int count) {
        return of(from, count).toString();
    }

    static String read(Path path) throws IOException {
        return Files.readString(path);
    }

    static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
