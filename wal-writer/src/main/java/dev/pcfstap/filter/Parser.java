package dev.pcfstap.filter;

import dev.pcfstap.pcfs.WireText;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a tree of a filter's tokens. One method a rule of the grammar in the package's description. */
final class Parser {
    /** Parentheses and nots inside one another; more is nobody's filter. */
    private static final int DEEPEST = 100;

    private final String text;
    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(String text) throws FilterSyntaxException {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    static Condition parse(String text) throws FilterSyntaxException {
        Parser parser = new Parser(text);
        Condition condition = parser.filter();
        Token rest = parser.peek();
        if (rest.kind() != Token.Kind.END) {
            throw parser.problem(rest, "expected and, or, or the end, found " + rest.shown());
        }
        return condition;
    }

    private Condition filter() throws FilterSyntaxException {
        List<Condition> parts = new ArrayList<>(List.of(term()));
        while (takeWord("or")) {
            parts.add(term());
        }
        return parts.size() == 1 ? parts.get(0) : new Condition.Any(List.copyOf(parts));
    }

    private Condition term() throws FilterSyntaxException {
        List<Condition> parts = new ArrayList<>(List.of(factor()));
        while (takeWord("and")) {
            parts.add(factor());
        }
        return parts.size() == 1 ? parts.get(0) : new Condition.All(List.copyOf(parts));
    }

    private Condition factor() throws FilterSyntaxException {
        Token token = peek();
        if (++depth > DEEPEST) {
            throw problem(token, "more than " + DEEPEST + " parentheses and nots are inside one another");
        }
        Condition condition;
        if (takeWord("not")) {
            condition = new Condition.Not(factor());
        } else if (takeSymbol("(")) {
            condition = filter();
            expectSymbol(")");
        } else {
            condition = test();
        }
        depth--;
        return condition;
    }

    private Condition test() throws FilterSyntaxException {
        Token word = next();
        if (word.kind() != Token.Kind.WORD || word.isKeyword()) {
            throw problem(word, "expected a field, a flag, not or (, found " + word.shown());
        }
        Optional<Flag> flag = Vocabulary.flag(word.text());
        if (flag.isPresent()) {
            return new Condition.Flagged(flag.get());
        }
        if (word.isWord(Vocabulary.PATH)) {
            return pathTest(word);
        }
        Optional<NameField> name = Vocabulary.nameField(word.text());
        if (name.isPresent()) {
            return nameTest(name.get(), word);
        }
        Optional<NumberField> number = Vocabulary.numberField(word.text());
        if (number.isPresent()) {
            return numberTest(number.get(), word);
        }
        throw problem(word, Vocabulary.unknownWord(word));
    }

    private Condition pathTest(Token field) throws FilterSyntaxException {
        Token operator = operator(field, "= != ~ !~ in");
        if (operator.isSymbol("~") || operator.isSymbol("!~")) {
            Token value = value(Vocabulary.PATH);
            try {
                return new Condition.PathLike(operator.isSymbol("!~"), Glob.of(PathText.bytes(value.text())));
            } catch (IllegalArgumentException e) {
                throw problem(value, "glob " + value.shown() + ": " + e.getMessage());
            }
        }
        boolean others = others(operator, field, "= != ~ !~ in");
        List<WireText> paths = new ArrayList<>();
        for (Token value : values(operator, Vocabulary.PATH)) {
            paths.add(PathText.bytes(value.text()));
        }
        return new Condition.PathIs(others, List.copyOf(paths));
    }

    private Condition nameTest(NameField field, Token word) throws FilterSyntaxException {
        Token operator = operator(word, "= != in");
        boolean others = others(operator, word, "= != in");
        List<String> names = new ArrayList<>();
        for (Token value : values(operator, field.token())) {
            names.add(Vocabulary.name(field, value.text())
                    .orElseThrow(() -> problem(value, Vocabulary.unknownName(field, value))));
        }
        return new Condition.NameIs(field, others, List.copyOf(names));
    }

    private Condition numberTest(NumberField field, Token word) throws FilterSyntaxException {
        String operators = Vocabulary.operators(field);
        Token operator = operator(word, operators);
        Optional<Order> order = Vocabulary.order(operator);
        if (order.isPresent() && field.isOrdered()) {
            return new Condition.NumberOrder(field, order.get(), bound(field, value(field.token())));
        }
        if (!field.isCountable()) {
            throw problem(operator, field.token() + " takes " + operators + ", found " + operator.shown());
        }
        boolean others = others(operator, word, operators);
        LongArrayList numbers = new LongArrayList();
        for (Token value : values(operator, field.token())) {
            numbers.add(number(field, value, value.text()));
        }
        return new Condition.NumberIs(field, others, new LongImmutableList(numbers));
    }

    private Bound bound(NumberField field, Token value) throws FilterSyntaxException {
        boolean sinceStart = field == NumberField.TIME && value.text().startsWith("+");
        return sinceStart
                ? new Bound(number(NumberField.LATENCY, value, value.text().substring(1)), true)
                : new Bound(number(field, value, value.text()), false);
    }

    private long number(NumberField field, Token value, String digits) throws FilterSyntaxException {
        try {
            return NumberText.number(field, digits);
        } catch (IllegalArgumentException e) {
            throw problem(value, field.token() + " " + value.shown() + ": " + e.getMessage());
        }
    }

    /** The operator after a field; {@code not in} gives its {@code not}. */
    private Token operator(Token field, String allowed) throws FilterSyntaxException {
        Token operator = next();
        boolean known = (operator.kind() == Token.Kind.SYMBOL && !operator.isSymbol("(") && !operator.isSymbol(")"))
                || operator.isWord("in")
                || (operator.isWord("not") && peek().isWord("in"));
        if (!known) {
            throw problem(
                    operator, "expected one of " + allowed + " after " + field.text() + ", found " + operator.shown());
        }
        return operator;
    }

    /** Whether the operator asks for equality, or for its opposite. */
    private boolean others(Token operator, Token field, String allowed) throws FilterSyntaxException {
        if (operator.isSymbol("=") || operator.isWord("in")) {
            return false;
        }
        if (operator.isSymbol("!=")) {
            return true;
        }
        if (operator.isWord("not")) {
            at++;
            return true;
        }
        throw problem(operator, field.text() + " takes " + allowed + ", found " + operator.shown());
    }

    /** The value after an operator, or the list after {@code in}. */
    private List<Token> values(Token operator, String field) throws FilterSyntaxException {
        if (operator.kind() == Token.Kind.SYMBOL) {
            return List.of(value(field));
        }
        expectSymbol("(");
        List<Token> values = new ArrayList<>();
        do {
            values.add(value(field));
        } while (takeSymbol(","));
        expectSymbol(")");
        return values;
    }

    private Token value(String field) throws FilterSyntaxException {
        Token value = next();
        if (value.kind() == Token.Kind.QUOTED || (value.kind() == Token.Kind.WORD && !value.isKeyword())) {
            return value;
        }
        throw problem(value, "expected a value for " + field + ", found " + value.shown());
    }

    private Token peek() {
        return tokens.get(at);
    }

    /** The next token; the end stays. */
    private Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    private boolean takeWord(String word) {
        return peek().isWord(word) && next().isWord(word);
    }

    private boolean takeSymbol(String symbol) {
        return peek().isSymbol(symbol) && next().isSymbol(symbol);
    }

    private void expectSymbol(String symbol) throws FilterSyntaxException {
        if (!takeSymbol(symbol)) {
            throw problem(peek(), "expected " + symbol + ", found " + peek().shown());
        }
    }

    private FilterSyntaxException problem(Token token, String problem) {
        return new FilterSyntaxException(text, token.index(), problem);
    }
}
