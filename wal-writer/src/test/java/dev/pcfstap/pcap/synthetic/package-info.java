/**
 * Writes captures of known streams: from tapes to TCP segments, to IP packets, to frames of a link type, to a file. Any
 * layer can be disturbed in the ways in which real captures are. Shares no code with the readers.
 */
@NullMarked
package dev.pcfstap.pcap.synthetic;

import org.jspecify.annotations.NullMarked;
