package dev.pcfstap.proxy.cli;

import dev.pcfstap.compact.Payloads;
import dev.pcfstap.journal.ReadMode;
import dev.pcfstap.journal.SyncPolicy;
import dev.pcfstap.journal.TrailingPolicy;
import dev.pcfstap.wal.TimeStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of a few words. */
class ChoiceConverter<E extends Enum<E>> implements ITypeConverter<E> {
    private final Class<E> type;

    private ChoiceConverter(Class<E> type) {
        this.type = type;
    }

    /** When a journal is synced. */
    static final class Sync extends ChoiceConverter<SyncPolicy> {
        Sync() {
            super(SyncPolicy.class);
        }
    }

    /** How damage is met. */
    static final class Mode extends ChoiceConverter<ReadMode> {
        Mode() {
            super(ReadMode.class);
        }
    }

    /** What becomes of data. */
    static final class Payload extends ChoiceConverter<Payloads> {
        Payload() {
            super(Payloads.class);
        }
    }

    /** What becomes of a damaged tail. */
    static final class Trailing extends ChoiceConverter<TrailingPolicy> {
        Trailing() {
            super(TrailingPolicy.class);
        }
    }

    /** How times look. */
    static final class Time extends ChoiceConverter<TimeStyle> {
        Time() {
            super(TimeStyle.class);
        }
    }

    /** Whether something is on. */
    static final class OnOff extends ChoiceConverter<CaptureOptions.Switch> {
        OnOff() {
            super(CaptureOptions.Switch.class);
        }
    }

    @Override
    public E convert(String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(ChoiceConverter::word)
                                .collect(Collectors.joining(", "))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
