package dev.pcfstap.proxy.cli;

import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import java.nio.charset.StandardCharsets;

/** An event as its line of the {@code tap} format without the time, which a packet has itself. One thread. */
final class OperationComment {
    private static final int KEPT_BYTES = 64 << 10;
    private static final int LONGEST_CHARS = 2_000;

    private final WalFormat format = WalFormatName.TAP.create();
    private final TextBuffer text = new TextBuffer(KEPT_BYTES);

    String of(PcfsEvent event) {
        text.clear(KEPT_BYTES);
        format.print(event, text);
        String line = new String(text.viewBytes(), 0, text.length(), StandardCharsets.UTF_8).stripTrailing();
        String untimed = line.substring(line.indexOf(' ') + 1);
        return untimed.length() <= LONGEST_CHARS ? untimed : untimed.substring(0, LONGEST_CHARS) + "...";
    }
}
