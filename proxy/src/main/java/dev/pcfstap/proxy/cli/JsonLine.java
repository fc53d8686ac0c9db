package dev.pcfstap.proxy.cli;

import java.util.Locale;
import java.util.StringJoiner;

/** One JSON object in one line, field by field. */
final class JsonLine {
    private final StringJoiner fields = new StringJoiner(",", "{", "}");

    JsonLine with(String name, long value) {
        fields.add(quoted(name) + ":" + value);
        return this;
    }

    JsonLine with(String name, boolean value) {
        fields.add(quoted(name) + ":" + value);
        return this;
    }

    JsonLine with(String name, String value) {
        fields.add(quoted(name) + ":" + quoted(value));
        return this;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
