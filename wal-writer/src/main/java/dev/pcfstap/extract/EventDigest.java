package dev.pcfstap.extract;

import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.wal.TextBuffer;
import dev.pcfstap.wal.WalFormat;
import dev.pcfstap.wal.WalFormatName;
import java.util.zip.CRC32C;

/** A number for everything that any format would print of an event. Confined to one thread. */
final class EventDigest {
    private static final int KEPT_CAPACITY_BYTES = 64 << 10;

    private final WalFormat format = WalFormatName.JSON.create();
    private final TextBuffer text = new TextBuffer(KEPT_CAPACITY_BYTES);
    private final CRC32C crc = new CRC32C();

    /** 0 to 0xFFFFFFFF. */
    long of(PcfsEvent event) {
        text.clear(KEPT_CAPACITY_BYTES);
        format.print(event, text);
        crc.reset();
        crc.update(text.viewBytes(), 0, text.length());
        if (event instanceof PcfsEvent.WriteData data && data.oldest()) {
            // One format prints it, though not this one.
            crc.update(1);
        }
        return crc.getValue();
    }
}
