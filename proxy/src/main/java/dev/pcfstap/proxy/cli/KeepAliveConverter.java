package dev.pcfstap.proxy.cli;

import dev.pcfstap.proxy.transport.KeepAlive;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code off}, or the idle time, the interval and the number of probes, such as {@code 30s,10s,3}. */
final class KeepAliveConverter implements ITypeConverter<KeepAlive> {
    private static final int PARTS = 3;

    @Override
    public KeepAlive convert(String text) {
        if (text.equals("off")) {
            return KeepAlive.OFF;
        }
        String[] parts = text.split(",", -1);
        if (parts.length != PARTS || !parts[2].matches("[1-9]\\d{0,8}")) {
            throw new TypeConversionException(
                    "'" + text + "' is neither off nor IDLE,INTERVAL,PROBES such as 30s,10s,3");
        }
        DurationConverter durations = new DurationConverter();
        try {
            return new KeepAlive(durations.convert(parts[0]), durations.convert(parts[1]), Integer.parseInt(parts[2]));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
