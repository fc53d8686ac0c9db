package dev.pcfstap.filter;

import dev.pcfstap.pcfs.ReturnCodes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as filters write them, both ways. Texts that are none are refused with an {@link IllegalArgumentException} whose
 * message is one phrase for people.
 */
final class NumberText {
    /** So far from the largest long that two of them can be added. */
    private static final long MAX_NANOS = Long.MAX_VALUE / 2;

    private static final long NANOS = 1_000_000_000L;
    private static final int LONGEST = 40;
    private static final Pattern WITH_UNIT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([A-Za-z]*)");
    private static final Pattern SUM = Pattern.compile("(?:[0-9]+(?:\\.[0-9]+)?[A-Za-z]+)+");
    private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]{1,16}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,19}");

    private NumberText() {}

    /** The number that a word means to a field. */
    static long number(NumberField field, String word) {
        if (word.length() > LONGEST) {
            throw new IllegalArgumentException("that is too long for a number");
        }
        return switch (field) {
            case STREAM -> whole(word.matches("[sS][0-9]+") ? word.substring(1) : word, 0, Long.MAX_VALUE);
            case EXCHANGE -> whole(word.startsWith("#") ? word.substring(1) : word, 0, Long.MAX_VALUE);
            case FD -> whole(word, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case RC -> returnCode(word);
            case LATENCY -> durationNanos(word);
            case SIZE, BYTES -> bytes(word);
            case TIME -> instantNanos(word);
        };
    }

    private static long whole(String word, long lowest, long highest) {
        if (!HEX.matcher(word).matches() && !DECIMAL.matcher(word).matches()) {
            throw new IllegalArgumentException("that is not a whole number; write 12 or 0xc");
        }
        try {
            long number = HEX.matcher(word).matches() ? Long.parseLong(word.substring(2), 16) : Long.parseLong(word);
            if (number >= lowest && number <= highest) {
                return number;
            }
        } catch (NumberFormatException tooLarge) {
            // Said below, with the bounds.
        }
        throw new IllegalArgumentException("that is not within " + lowest + " to " + highest);
    }

    private static long returnCode(String word) {
        if (!word.isEmpty() && word.charAt(0) >= '0' && word.charAt(0) <= '9') {
            return whole(word, 0, 0xFFFF_FFFFL);
        }
        List<String> known = Names.returnCodes();
        String name = Names.find(word, known).orElseThrow(() -> new IllegalArgumentException(unknownCode(word, known)));
        return ReturnCodes.names().entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .mapToLong(entry -> Integer.toUnsignedLong(entry.getKey()))
                .findFirst()
                .orElseThrow();
    }

    private static String unknownCode(String word, List<String> known) {
        String meant = word.matches("[0-9a-fA-F]{8}")
                ? ", did you mean 0x" + word.toLowerCase(Locale.ROOT) + "?"
                : Spelling.suggestion(word, known);
        return "there is no such return code" + meant + "; known are numbers and " + String.join(", ", known);
    }

    private static long bytes(String word) {
        Matcher matcher = WITH_UNIT.matcher(word);
        if (HEX.matcher(word).matches() || !matcher.matches()) {
            return whole(word, 0, Long.MAX_VALUE);
        }
        return scaled(matcher.group(1), byteUnit(matcher.group(2)), Long.MAX_VALUE);
    }

    private static long byteUnit(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            default -> throw new IllegalArgumentException("there is no such unit; known are B, KiB, MiB, GiB");
        };
    }

    /** One or more numbers with units, added: {@code 1m30s}. */
    static long durationNanos(String word) {
        if (word.equals("0")) {
            return 0;
        }
        if (!SUM.matcher(word).matches()) {
            throw new IllegalArgumentException(
                    "that is not a duration; write a number and a unit: ns, us, ms, s, m, h");
        }
        Matcher matcher = WITH_UNIT.matcher(word);
        long nanos = 0;
        while (matcher.find()) {
            nanos = bounded(nanos + scaled(matcher.group(1), nanosUnit(matcher.group(2)), MAX_NANOS), MAX_NANOS);
        }
        return nanos;
    }

    private static long nanosUnit(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ns" -> 1;
            case "us" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> NANOS;
            case "m" -> 60 * NANOS;
            case "h" -> 3600 * NANOS;
            default -> throw new IllegalArgumentException("there is no such unit; known are ns, us, ms, s, m, h");
        };
    }

    private static long scaled(String number, long unit, long most) {
        BigDecimal exact =
                new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).setScale(0, RoundingMode.HALF_UP);
        if (exact.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new IllegalArgumentException("that is too much");
        }
        return exact.longValueExact();
    }

    private static long bounded(long number, long most) {
        if (number > most) {
            throw new IllegalArgumentException("that is too much");
        }
        return number;
    }

    /** RFC 3339, where the zone, the seconds and the time of day may be left out: then UTC, 0 and midnight. */
    private static long instantNanos(String word) {
        String text = word.toUpperCase(Locale.ROOT);
        try {
            Instant instant = text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : text.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "that is not a time; write 2026-11-20T21:40:48.5Z, 2026-11-20T21:40, 2026-11-20, or +1m30s from the start",
                    e);
        }
    }

    /** A field's number as text that means the same number again. */
    static String shown(NumberField field, long number) {
        return switch (field) {
            case STREAM, EXCHANGE, FD, SIZE, BYTES -> String.valueOf(number);
            case RC -> ReturnCodes.name((int) number).orElseGet(() -> String.format(Locale.ROOT, "0x%08x", number));
            case LATENCY -> duration(number);
            case TIME ->
                Instant.ofEpochSecond(Math.floorDiv(number, NANOS), Math.floorMod(number, NANOS))
                        .toString();
        };
    }

    /** The shortest exact text with one unit. */
    static String duration(long nanos) {
        if (nanos % NANOS == 0) {
            return nanos / NANOS + "s";
        }
        if (nanos % 1_000_000 == 0) {
            return nanos / 1_000_000 + "ms";
        }
        return nanos % 1_000 == 0 ? nanos / 1_000 + "us" : nanos + "ns";
    }
}
