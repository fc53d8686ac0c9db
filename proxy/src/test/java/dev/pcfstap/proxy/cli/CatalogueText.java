package dev.pcfstap.proxy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code sessions.json} says to anybody who looks at it.
 *
 * @param throughSequence every record below it is in its entries
 * @param durableSequence the sequence after the highest record that it says is synced; 0 when it says nothing of that
 * @param states by stream
 * @param endNanos by stream
 */
record CatalogueText(long throughSequence, long durableSequence, Map<Long, String> states, Map<Long, Long> endNanos) {
    private static final Pattern THROUGH = Pattern.compile("\"throughSequence\":(\\d+)");
    private static final Pattern DURABLE = Pattern.compile("\"durable\":\\[(?:\\[\\d+,\\d+\\],)*\\[\\d+,(\\d+)\\]\\]");
    private static final Pattern SESSION =
            Pattern.compile("\\{\"stream\":(\\d+),.*\"end\":\"([^\"]+)\",\"state\":\"(\\w+)\"");

    static CatalogueText of(Path journal) throws IOException {
        String text = Files.readString(journal.resolve("sessions.json"));
        Matcher through = THROUGH.matcher(text);
        if (!through.find()) {
            throw new IOException("the catalogue says nothing: " + text);
        }
        Map<Long, String> states = new LinkedHashMap<>();
        Map<Long, Long> ends = new LinkedHashMap<>();
        Matcher session = SESSION.matcher(text);
        while (session.find()) {
            Instant end = Instant.parse(session.group(2));
            long stream = Long.parseLong(session.group(1));
            states.put(stream, session.group(3));
            ends.put(stream, end.getEpochSecond() * 1_000_000_000 + end.getNano());
        }
        Matcher durable = DURABLE.matcher(text);
        long durableSequence = durable.find() ? Long.parseLong(durable.group(1)) + 1 : 0;
        return new CatalogueText(Long.parseLong(through.group(1)), durableSequence, states, ends);
    }
}
