package dev.pcfstap.wal;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.WireText;

/** Text that is safe to print, and data cut at a limit. */
final class SafeWording implements Wording {
    private final int dataLimitBytes;

    SafeWording(int dataLimitBytes) {
        this.dataLimitBytes = dataLimitBytes;
    }

    @Override
    public void text(WireText text, TextBuffer out) {
        SafeText.put(text, out);
    }

    @Override
    public void data(RawBytes raw, TextBuffer out) {
        ByteLiteral.put(raw.kept(), Math.min(raw.kept().length, dataLimitBytes), out);
    }

    /** Whether {@link #data} leaves some of it out. */
    boolean cuts(RawBytes raw) {
        return raw.length() > Math.min(raw.kept().length, dataLimitBytes);
    }

    @Override
    public boolean showsPathOf(Descriptor descriptor) {
        return descriptor.path() != null;
    }
}
