package dev.pcfstap.filter;

import dev.pcfstap.pcfs.ReturnCodes;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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

    /** {@code , did you mean X?}, or nothing when no name is near. */
    static String suggestion(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int tolerated = Math.max(1, Math.min(3, wanted.length() / 3));
        return known.stream()
                .filter(name -> isNear(wanted, name.toLowerCase(Locale.ROOT), tolerated))
                .min(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
                .map(name -> ", did you mean " + name + "?")
                .orElse("");
    }

    private static boolean isNear(String wanted, String name, int tolerated) {
        return (Math.abs(wanted.length() - name.length()) <= tolerated && distance(wanted, name) <= tolerated)
                || (wanted.length() >= 3 && name.startsWith(wanted));
    }

    /** How many letters must be changed, put in or left out; only for short words. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
