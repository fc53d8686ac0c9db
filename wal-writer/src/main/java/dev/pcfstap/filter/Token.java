package dev.pcfstap.filter;

import java.util.Locale;

/**
 * A piece of a filter's text.
 *
 * @param text what it says: a quoted text without its quotes, a symbol or word as written
 * @param index where it begins
 */
record Token(Kind kind, String text, int index) {
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

    /** For messages. */
    String shown() {
        return kind == Kind.END ? "the end" : "'" + FilterSyntaxException.printable(text) + "'";
    }
}
