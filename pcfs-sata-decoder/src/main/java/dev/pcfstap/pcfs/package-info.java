/**
 * Decodes PCFS SATA conversations: chunks of bytes in, operations and replies out.
 *
 * <p>What enters: openings, chunks, gaps and closings of streams with the times at which they were seen, through {@link
 * dev.pcfstap.pcfs.PcfsDecoder}, from a live relay, a journal or a packet capture alike. What leaves: {@link
 * dev.pcfstap.pcfs.PcfsEvent}s in the order in which they were completed. The decoder does no I/O and reads no clock; it
 * runs on its caller's thread and is confined to it. The same bytes cut into other chunks give the same events.
 *
 * <p>The protocol is described in {@code docs/protocol.md}.
 */
@NullMarked
package dev.pcfstap.pcfs;

import org.jspecify.annotations.NullMarked;
