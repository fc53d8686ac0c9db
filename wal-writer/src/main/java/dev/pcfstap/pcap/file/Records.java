package dev.pcfstap.pcap.file;

import java.io.IOException;

/** A reader of one of the formats. Confined to one thread. */
interface Records {

    /** Reads the next record, which may be a packet or not, or looks for it behind damage; false at the end. */
    boolean step() throws IOException;
}
