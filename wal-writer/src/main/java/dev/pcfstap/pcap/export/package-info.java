/**
 * Packet captures out: streams as a pcapng file that Wireshark opens.
 *
 * <p>What enters: the calls of a tap, with comments for chunks. What leaves: one pcapng section of Ethernet frames with
 * a TCP handshake a stream, segments of at most an MTU, right checksums, acknowledgements that keep cause before effect,
 * times in nanoseconds, and names for console and host. Importing it gives the same bytes in the same order.
 *
 * <p>Confined to the exporting thread.
 */
@NullMarked
package dev.pcfstap.pcap.export;

import org.jspecify.annotations.NullMarked;
