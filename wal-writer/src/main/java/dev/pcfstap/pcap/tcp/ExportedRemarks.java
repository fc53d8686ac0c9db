package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.remark.Remark;
import dev.pcfstap.pcap.remark.Remarks;

/** Does with a stream what an export of ours says was done with it. Confined to the reading thread. */
final class ExportedRemarks {
    private final StreamOutput out;
    private final StreamCloser closer;

    ExportedRemarks(StreamOutput out, StreamCloser closer) {
        this.out = out;
        this.closer = closer;
    }

    /** What stands before the packet: notes, and traffic that was not recorded, in their order. */
    void before(Connection of, Remarks remarks) {
        for (Remark remark : remarks.all()) {
            if (remark instanceof Remark.Said said) {
                out.retold(of, said.words());
            } else if (remark instanceof Remark.LeftOut leftOut) {
                out.retold(of, leftOut.omission());
            } else if (remark instanceof Remark.Lost lost) {
                out.retold(of, lost.gap());
                stepOver(of.toHost, lost.gap().toHostBytes());
                stepOver(of.toConsole, lost.gap().toConsoleBytes());
            }
        }
    }

    /** Ends the stream if the packet is said to end it: behind what it carries, and before its own reset says how. */
    void end(Connection of, Remarks remarks) {
        for (Remark remark : remarks.all()) {
            if (remark instanceof Remark.Over over) {
                closer.retold(of, over.reason());
            }
        }
    }

    private static void stepOver(Flow flow, long bytes) {
        if (!flow.seen) {
            flow.hinted = false;
        } else if (!flow.finished) {
            flow.next += bytes;
            flow.acknowledged = -1;
        }
    }
}
