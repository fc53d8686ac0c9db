package dev.pcfstap.extract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares logs line by line. */
final class Lines {
    private Lines() {}

    /** Whether a list comes from another by leaving out lines. */
    static boolean isPartOf(List<String> part, List<String> whole) {
        int at = 0;
        for (String line : whole) {
            if (at < part.size() && part.get(at).equals(line)) {
                at++;
            }
        }
        return at == part.size();
    }

    static List<String> missing(List<String> wanted, List<String> left) {
        Map<String, Integer> counts = new HashMap<>();
        left.forEach(line -> counts.merge(line, 1, Integer::sum));
        List<String> missing = new ArrayList<>();
        for (String line : wanted) {
            if (counts.merge(line, -1, Integer::sum) < 0) {
                missing.add(line);
            }
        }
        return missing;
    }
}
