package dev.pcfstap.filter;

import java.util.Locale;

/**
 * A piece of a filter's text.
 *
 * @param text what it says: a quoted text without its quotes, a symbol or word as written
 * @param index where it begins
 */
record Token(Kind kind, String text, int index) {
    private static final int SHOWN = 40;

    enum Kind {
        WORD,
        QUOTED,
        SYMBOL,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Whether it is one of the words that hold a filter together. */
    boolean isKeyword() {
        return kind == Kind.WORD && isKeyword(text);
    }

    static boolean isKeyword(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "and", "or", "not", "in" -> true;
            default -> false;
        };
    }

    /** For messages, cut when it is long. */
    String shown() {
        if (kind == Kind.END) {
            return "the end";
        }
        String start = FilterSyntaxException.printable(text.substring(0, Math.min(text.length(), SHOWN)));
        return "'" + start + (text.length() > SHOWN ? "..." : "") + "'";
    }
}
