package dev.pcfstap.filter;

import dev.pcfstap.pcfs.ReturnCodes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Words that mean something, and what somebody meant who wrote another. */
final class Names {
    static final String EXCHANGE = "exchange";
    static final String NOTE = "note";
    static final String OPEN = "open";
    static final String CLOSE = "close";
    static final String REQUEST = "request";
    static final String DATA = "data";
    static final String RESPONSE = "response";

    private Names() {}

    /** The return codes' names, success first, then by code. */
    static List<String> returnCodes() {
        return ReturnCodes.names().entrySet().stream()
                .sorted((a, b) -> Integer.compareUnsigned(a.getKey(), b.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The known name that a word is, in whatever case. */
    static Optional<String> find(String word, Collection<String> known) {
        return known.stream().filter(name -> name.equalsIgnoreCase(word)).findFirst();
    }
}
