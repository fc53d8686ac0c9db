package dev.pcfstap.proxy.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes in bytes such as {@code 4096}, {@code 64KiB}, {@code 64MiB}, {@code 1GiB}; {@code K}, {@code M} and {@code G} too. */
final class SizeConverter implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(B|K|KIB|M|MIB|G|GIB)?");

    @Override
    public Long convert(String text) {
        Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size such as 4096, 64KiB, 64MiB or 1GiB");
        }
        String unit = matcher.group(2);
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (unit == null ? 0 : shift(unit)));
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + text + "' is too large a size");
        }
    }

    private static int shift(String unit) {
        return switch (unit.charAt(0)) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
        };
    }
}
