/**
 * From a captured packet to a TCP segment.
 *
 * <p>What enters: packets of any supported link type (Ethernet with VLAN tags, Linux cooked v1 and v2, raw IP,
 * loopback). What leaves: TCP segments as views, those of fragmented IPv4 and IPv6 datagrams included, and counts of
 * what was not TCP, was cut, or could not be put together. Fragments wait in bounded memory for a bounded time.
 *
 * <p>Every length is checked against what was captured. Checksums are not: captures are taken before the network card
 * fills them in. Confined to the reading thread.
 */
@NullMarked
package dev.pcfstap.pcap.packet;

import org.jspecify.annotations.NullMarked;
