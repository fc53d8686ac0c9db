package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;

/** Text that is safe to print, and data cut at a limit. */
final class SafeWording implements Wording {
    private static final byte[] NORMAL = ascii("normal");
    private static final byte[] GROWN = ascii("grown");
    private static final byte[] ERROR = ascii("error");

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

    /** The forms that are known have names: their bytes would fill most of the line and say no more. */
    @Override
    public void pseudoHeader(Reply.Read reply, TextBuffer out) {
        switch (reply.form()) {
            case NORMAL -> out.put(NORMAL);
            case GROWN -> out.put(GROWN);
            case ERROR -> out.put(ERROR);
            case OTHER, BARE_CODE -> ByteLiteral.put(reply.header(), reply.header().length, out);
        }
    }

    @Override
    public boolean showsBareErrors() {
        return true;
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
