package dev.pcfstap.filter;

import java.util.ArrayList;
import java.util.List;

/** Cuts a filter's text into tokens. */
final class Lexer {
    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens, the last of which is the end. */
    static List<Token> tokens(String text) throws FilterSyntaxException {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.get(tokens.size() - 1).kind() != Token.Kind.END);
        return tokens;
    }

    /** Whether a text can stand without quotes: then it is read back as the same one word. */
    static boolean isOneWord(String text) {
        if (text.isEmpty() || Token.isKeyword(text)) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F || endsWord(text, i) || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private Token next() throws FilterSyntaxException {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int from = at;
        if (at == text.length()) {
            return new Token(Token.Kind.END, "", from);
        }
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
            return new Token(Token.Kind.QUOTED, quoted(c), from);
        }
        int symbolLength = symbolLength(text, at);
        if (symbolLength > 0) {
            at += symbolLength;
            return new Token(Token.Kind.SYMBOL, text.substring(from, at), from);
        }
        while (at < text.length() && !endsWord(text, at)) {
            at++;
        }
        return new Token(Token.Kind.WORD, text.substring(from, at), from);
    }

    private static boolean endsWord(String text, int at) {
        char c = text.charAt(at);
        return Character.isWhitespace(c) || c == '"' || c == '\'' || symbolLength(text, at) > 0;
    }

    private static int symbolLength(String text, int at) {
        char following = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        return switch (text.charAt(at)) {
            case '(', ')', ',', '=', '~' -> 1;
            case '<', '>' -> following == '=' ? 2 : 1;
            case '!' -> following == '=' || following == '~' ? 2 : 0;
            default -> 0;
        };
    }

    /** Reads up to the closing quote. A byte given as {@code \xNN} becomes the character that {@link PathText} maps it to. */
    private String quoted(char quote) throws FilterSyntaxException {
        int from = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            content.append(c == '\\' ? escape() : c);
        }
        if (at == text.length()) {
            throw new FilterSyntaxException(text, from, "the quote " + quote + " is not closed");
        }
        at++;
        return content.toString();
    }

    private char escape() throws FilterSyntaxException {
        int backslash = at - 1;
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '\\', '"', '\'' -> c;
            case 'x' -> {
                int high = at < text.length() ? hexDigit(text.charAt(at)) : -1;
                int low = at + 1 < text.length() ? hexDigit(text.charAt(at + 1)) : -1;
                if (high < 0 || low < 0) {
                    throw new FilterSyntaxException(text, backslash, "\\x needs two hex digits");
                }
                at += 2;
                yield PathText.ofByte((high << 4) | low);
            }
            default ->
                throw new FilterSyntaxException(
                        text, backslash, "there is no such escape; there are \\n \\r \\t \\\\ \\\" \\' \\xNN");
        };
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
