package dev.pcfstap.proxy.cli;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.filter.FilterSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which operations are wanted: a filter, and the usual ones without having to write one. */
final class SelectionOptions {
    @Option(
            names = "--where",
            paramLabel = "FILTER",
            description = "Only what this filter selects, such as 'op = ReadFile and latency > 5ms'.")
    @Nullable
    String where;

    @Option(
            names = "--stream",
            paramLabel = "N",
            split = ",",
            converter = StreamConverter.class,
            description = "Only these streams, such as 1 or s1,s4.")
    List<Long> streams = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only from this time on, such as 2026-11-20T21:40:48Z or +1m30s after the first event.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only before this time.")
    @Nullable
    String to;

    /** A stream's number, as a WAL shows it or without the letter. */
    static final class StreamConverter implements ITypeConverter<Long> {
        private static final Pattern FORM = Pattern.compile("s?(\\d{1,18})");

        @Override
        public Long convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is not a stream such as 1 or s1");
            }
            return Long.parseLong(matcher.group(1));
        }
    }

    /** The filter that says all of it; empty when everything is wanted. */
    Optional<Filter> filter() throws UserException {
        List<Filter> parts = new ArrayList<>();
        if (where != null) {
            parts.add(parse("--where", where));
        }
        if (!streams.isEmpty()) {
            String wanted = streams.stream().map(String::valueOf).collect(Collectors.joining(", "));
            parts.add(parse("--stream", "stream in (" + wanted + ")"));
        }
        addTime(parts, "--from", ">=", from);
        addTime(parts, "--to", "<", to);
        return parts.stream().reduce(Filter::and);
    }

    private static void addTime(List<Filter> parts, String option, String operator, @Nullable String time)
            throws UserException {
        if (time != null) {
            parts.add(parse(option, "time " + operator + " '" + time.replaceAll("['\\\\]", "?") + "'"));
        }
    }

    private static Filter parse(String what, String text) throws UserException {
        try {
            return Filter.parse(text);
        } catch (FilterSyntaxException e) {
            throw new UserException(what + ": " + e.getMessage(), e);
        }
    }
}
