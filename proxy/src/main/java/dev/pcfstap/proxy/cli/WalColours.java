package dev.pcfstap.proxy.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Colours the lines of the {@code tap} format for a terminal. Takes whole lines in each write, as a WAL stream gives them. */
final class WalColours extends FilterOutputStream {
    private static final Pattern LINE = Pattern.compile("(\\S+) (s\\d+) (.*)");
    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";
    private static final String REQUEST = "\u001b[36m";
    private static final String RESPONSE = "\u001b[32m";
    private static final String FAILURE = "\u001b[31m";
    private static final String NOTE = "\u001b[33m";
    private static final String[] STREAMS = {"\u001b[34m", "\u001b[35m", "\u001b[94m", "\u001b[95m"};

    WalColours(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        StringBuilder coloured = new StringBuilder(length * 2);
        new String(bytes, offset, length, StandardCharsets.UTF_8).lines().forEach(line -> colour(line, coloured));
        out.write(coloured.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void colour(String line, StringBuilder to) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            to.append(DIM).append(line).append(RESET).append('\n');
            return;
        }
        String stream = matcher.group(2);
        String text = matcher.group(3);
        to.append(DIM).append(matcher.group(1)).append(RESET).append(' ');
        to.append(STREAMS[stream.charAt(stream.length() - 1) % STREAMS.length])
                .append(stream)
                .append(RESET);
        to.append(' ').append(colourOf(text)).append(text).append(RESET).append('\n');
    }

    private static String colourOf(String text) {
        if (text.contains("<-")) {
            boolean failed =
                    text.contains("Failure (") && !text.contains(" written=") && !text.contains(" RENAME_DONE");
            return failed ? FAILURE : RESPONSE;
        }
        if (text.contains("->")) {
            return REQUEST;
        }
        return text.strip().startsWith("note") ? NOTE : DIM;
    }
}
