package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.RawBytes;

/**
 * The compatible text: what the reference implementation prints for the same packets, byte for byte, its quirks
 * included. Openings, closings and notes print nothing, because the reference has no such lines.
 */
public final class CatDevFormat implements WalFormat, PcfsEvent.Visitor {
    static final byte[] WRITE_DATA = ascii("  ->");
    private static final byte[] REQUEST = ascii("->");
    private static final byte[] RESPONSE = ascii("<-");

    private final RequestText requests = new RequestText(Wording.CAT_DEV);
    private final ReplyText replies = new ReplyText(Wording.CAT_DEV);
    private TextBuffer out = new TextBuffer(0);

    @Override
    public void header(TextBuffer target, long timeNanos) {
        // The reference begins with the first packet.
    }

    @Override
    public boolean recognizes(byte[] beginning) {
        return WalBeginning.matches(beginning, REQUEST)
                || WalBeginning.matches(beginning, RESPONSE)
                || WalBeginning.matches(beginning, WRITE_DATA);
    }

    @Override
    public void print(PcfsEvent event, TextBuffer target) {
        out = target;
        event.accept(this);
    }

    @Override
    public void opened(PcfsEvent.Opened event) {
        // The reference does not say it.
    }

    @Override
    public void request(PcfsEvent.Request event) {
        RawBytes undecodable = event.undecodable();
        if (undecodable == null) {
            requests.print(event.operation(), out);
        } else {
            requests.printUnknown(undecodable, out);
        }
        out.put('\n');
    }

    /** The reference counts the bytes only for the request that is next to be answered, on a file that it knows. */
    @Override
    public void writeData(PcfsEvent.WriteData event) {
        if (event.oldest() && Wording.CAT_DEV.showsPathOf(event.request().file())) {
            out.put(WRITE_DATA).unsigned(event.bytes()).put('\n');
        }
    }

    @Override
    public void response(PcfsEvent.Response event) {
        RawBytes undecodable = event.undecodable();
        if (undecodable == null) {
            replies.print(event.request(), event.reply(), out);
        } else {
            replies.printUnknown(undecodable, out);
        }
        out.put('\n');
    }

    @Override
    public void note(PcfsEvent.Note event) {
        // The reference does not say it.
    }

    @Override
    public void closed(PcfsEvent.Closed event) {
        // The reference does not say it.
    }
}
