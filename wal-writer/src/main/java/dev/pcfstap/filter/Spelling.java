package dev.pcfstap.filter;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody may have meant who wrote a word that nobody knows. */
public final class Spelling {
    private Spelling() {}

    /** {@code , did you mean X?}, or nothing when no name is near. */
    public static String suggestion(String word, Collection<String> known) {
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

    /** How many letters must be changed, put in, left out or swapped with the next; only for short words. */
    private static int distance(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            table[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            table[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                table[i][j] = Math.min(change, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
                }
            }
        }
        return table[a.length()][b.length()];
    }
}
