package dev.pcfstap.proxy.cli;

import dev.pcfstap.wal.TimeStyle;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** How times look, and colours where people look on. */
final class TimeOption {
    @Option(
            names = "--time",
            paramLabel = "utc|local|relative",
            defaultValue = "utc",
            converter = ChoiceConverter.Time.class,
            description = "Times of the tap format; relative counts from the first event (${DEFAULT-VALUE}).")
    TimeStyle style = TimeStyle.UTC;

    /**
     * The format of a WAL.
     *
     * @param toStandardOutput whether that is where it goes: with colours if that is a terminal
     */
    WalFormat format(WalFormatName name, boolean toStandardOutput) throws UserException {
        WalFormat format;
        try {
            format = name.create(style);
        } catch (IllegalArgumentException e) {
            throw new UserException("--time is for --format tap: " + e.getMessage(), e);
        }
        boolean coloured = toStandardOutput && name == WalFormatName.TAP && Ansi.AUTO.enabled();
        return coloured ? new WalColours(format) : format;
    }
}
