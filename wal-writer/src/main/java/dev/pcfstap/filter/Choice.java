package dev.pcfstap.filter;

import java.util.List;

/** The text of a test of one or several values. */
final class Choice {
    private Choice() {}

    static String text(String field, boolean others, List<String> values) {
        if (values.size() == 1) {
            return field + (others ? " != " : " = ") + values.get(0);
        }
        return field + (others ? " not in (" : " in (") + String.join(", ", values) + ")";
    }
}
