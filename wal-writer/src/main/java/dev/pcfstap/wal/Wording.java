package dev.pcfstap.wal;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;

/** Where the compatible text and the default text of an operation differ: in how they show what came from the wire. */
interface Wording {

    /** Appends a path, a name or a mode. */
    void text(WireText text, TextBuffer out);

    /** Appends a packet that did not decode. */
    void data(RawBytes raw, TextBuffer out);

    /** Appends the 0x20 bytes before a read's data. */
    void pseudoHeader(Reply.Read reply, TextBuffer out);

    /** Whether an error packet where a read's answer was due is shown as what it is, and not as a read. */
    boolean showsBareErrors();

    /** Whether the descriptor's path is shown; when not, its number is. */
    boolean showsPathOf(Descriptor descriptor);

    /** Raw paths, control characters included, and the data as far as the decoder kept it. */
    Wording CAT_DEV = new Wording() {
        @Override
        public void text(WireText text, TextBuffer out) {
            out.put(text.viewBytes());
        }

        @Override
        public void data(RawBytes raw, TextBuffer out) {
            ByteLiteral.put(raw.kept(), raw.kept().length, out);
        }

        @Override
        public void pseudoHeader(Reply.Read reply, TextBuffer out) {
            ByteLiteral.put(reply.header(), reply.header().length, out);
        }

        @Override
        public boolean showsBareErrors() {
            return false;
        }

        /** The reference never opens a path that is not UTF-8, so its table does not know the descriptor. */
        @Override
        public boolean showsPathOf(Descriptor descriptor) {
            WireText path = descriptor.path();
            return path != null && path.isUtf8();
        }
    };
}
