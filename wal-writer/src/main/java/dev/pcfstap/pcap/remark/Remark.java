package dev.pcfstap.pcap.remark;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.StreamAddresses;

/** One thing that a packet's comment says; its time is the packet's. */
public sealed interface Remark {
    /** The application that a section with remarks names. */
    String APPLICATION = "pcfs-tap";

    /** What every remark begins with. */
    String PREFIX = APPLICATION + ": ";

    /** The comment. */
    String text();

    /** The packet begins a stream, from the console's side. */
    record Begun(long stream, StreamAddresses addresses) implements Remark {
        @Override
        public String text() {
            return PREFIX + "stream=" + stream + " client=" + addresses.client() + " server=" + addresses.server();
        }
    }

    /** Before this packet, traffic of the stream was not recorded; it ends at the packet's time. */
    record Lost(Gap gap) implements Remark {
        @Override
        public String text() {
            return PREFIX + "gap events=" + gap.events() + " to_host=" + gap.toHostBytes() + " to_console="
                    + gap.toConsoleBytes() + " from=" + gap.fromNanos();
        }
    }

    /** Before this packet, somebody had taken requests or answers out of the stream. */
    record LeftOut(Omission omission) implements Remark {
        @Override
        public String text() {
            return PREFIX + "omitted requests=" + omission.requests() + " responses=" + omission.responses()
                    + " to_host=" + omission.toHostBytes() + " to_console=" + omission.toConsoleBytes();
        }
    }

    /** Before this packet, something was noted of its stream; of the tap itself where the packet belongs to none. */
    record Said(String words) implements Remark {
        @Override
        public String text() {
            return PREFIX + "note " + words;
        }
    }

    /** With this packet the stream ends. */
    record Over(CloseReason reason) implements Remark {
        @Override
        public String text() {
            return PREFIX + "close reason=" + reason.token();
        }
    }
}
