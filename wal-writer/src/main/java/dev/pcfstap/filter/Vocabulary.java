package dev.pcfstap.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The words of the language. Letter case does not matter for any of them. */
final class Vocabulary {
    static final String PATH = "path";

    /** What the WAL calls the operation where its column is too narrow. */
    private static final Map<String, String> ALSO = Map.of("SetFilePos", "SetFilePosition");

    private static final List<String> FIELDS = Stream.of(
                    Stream.of(NameField.OP.token(), PATH),
                    Arrays.stream(NumberField.values()).map(NumberField::token),
                    Arrays.stream(NameField.values()).skip(1).map(NameField::token))
            .flatMap(words -> words)
            .toList();

    private static final List<String> FLAGS =
            Arrays.stream(Flag.values()).map(Flag::token).toList();

    private Vocabulary() {}

    static Optional<Flag> flag(String word) {
        return Arrays.stream(Flag.values())
                .filter(flag -> flag.token().equalsIgnoreCase(word))
                .findFirst();
    }

    static Optional<NameField> nameField(String word) {
        return Arrays.stream(NameField.values())
                .filter(field -> field.token().equalsIgnoreCase(word))
                .findFirst();
    }

    static Optional<NumberField> numberField(String word) {
        return Arrays.stream(NumberField.values())
                .filter(field -> field.token().equalsIgnoreCase(word))
                .findFirst();
    }

    static Optional<Order> order(Token operator) {
        return Arrays.stream(Order.values())
                .filter(order -> operator.isSymbol(order.symbol()))
                .findFirst();
    }

    static Optional<String> name(NameField field, String word) {
        if (field == NameField.OP) {
            Optional<String> also = Names.find(word, ALSO.keySet());
            if (also.isPresent()) {
                return also.map(ALSO::get);
            }
        }
        return Names.find(word, field.known());
    }

    static String operators(NumberField field) {
        if (!field.isCountable()) {
            return "< <= > >=";
        }
        return field.isOrdered() ? "= != < <= > >= in" : "= != in";
    }

    static String unknownName(NameField field, Token word) {
        return "there is no " + field.token() + " " + word.shown() + Spelling.suggestion(word.text(), field.known())
                + "; known are " + String.join(", ", field.known());
    }

    static String unknownWord(Token word) {
        List<String> all = new ArrayList<>(FIELDS);
        all.addAll(FLAGS);
        return "there is no field or flag " + word.shown() + Spelling.suggestion(word.text(), all) + "; fields are "
                + String.join(", ", FIELDS) + "; flags are " + String.join(", ", FLAGS);
    }
}
