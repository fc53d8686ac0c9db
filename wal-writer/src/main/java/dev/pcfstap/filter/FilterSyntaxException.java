package dev.pcfstap.filter;

/** A text is not a filter. The message is one line for the person who wrote it: where, what, and what would be right. */
public final class FilterSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_BEFORE = 20;
    private static final int SHOWN_AFTER = 30;

    private final int column;

    FilterSyntaxException(String text, int index, String problem) {
        super("column " + (index + 1) + ": " + problem + " (" + around(text, index) + ")");
        this.column = index + 1;
    }

    /** Where, in UTF-16 units from 1; one past the end when something is missing there. */
    public int column() {
        return column;
    }

    private static String around(String text, int index) {
        if (text.isBlank()) {
            return "the filter is empty";
        }
        if (index >= text.length()) {
            return "at the end of: " + cut(text, text.length() - SHOWN_AFTER, text.length());
        }
        return "near: " + cut(text, index - SHOWN_BEFORE, index + SHOWN_AFTER);
    }

    private static String cut(String text, int from, int to) {
        int start = Math.max(0, from);
        int end = Math.min(text.length(), to);
        return (start > 0 ? "..." : "") + printable(text.substring(start, end)) + (end < text.length() ? "..." : "");
    }

    /** The text with everything that is not plain text as a question mark, so that the message stays one line. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> shown.appendCodePoint(
                        Character.isISOControl(c)
                                        || Character.getType(c) == Character.SURROGATE
                                        || Character.getType(c) == Character.LINE_SEPARATOR
                                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                                        || Character.getType(c) == Character.FORMAT
                                ? '?'
                                : c));
        return shown.toString();
    }
}
