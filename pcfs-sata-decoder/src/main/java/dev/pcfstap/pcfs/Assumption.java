package dev.pcfstap.pcfs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is assumed of a stream that began before its capture did. It stands in the stream's first note, so that whoever plays
 * the capture decodes it alike; a {@link PcfsDecoder} obeys it.
 *
 * @param ffio whether its reads are answered without a packet header
 * @param firstReadSize the first read size that its Ping would have told
 */
public record Assumption(boolean ffio, long firstReadSize) {
    private static final String BEGAN_BEFORE = "began before the capture";
    private static final Pattern NOTE =
            Pattern.compile(BEGAN_BEFORE + "(?:; assumed: ffio=(on|off) first_read_size=(\\d{1,10}))?");

    private static final long MAX_SIZE = 0xFFFF_FFFFL;

    /** What a live tap assumes too. */
    public static final Assumption LIVE = new Assumption(true, 196_672);

    /** The note that a stream begins with when its beginning was not seen; it keeps the assumption in a journal. */
    public String note() {
        return BEGAN_BEFORE + "; assumed: ffio=" + (ffio ? "on" : "off") + " first_read_size=" + firstReadSize;
    }

    /** What such a note assumes, or empty when it is another note. */
    public static Optional<Assumption> of(String note) {
        Matcher matcher = NOTE.matcher(note);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group(1) == null) {
            return Optional.of(LIVE);
        }
        long size = Math.min(Long.parseLong(matcher.group(2)), MAX_SIZE);
        return Optional.of(new Assumption(matcher.group(1).equals("on"), size));
    }
}
