/**
 * From TCP segments to the two byte streams of each connection.
 *
 * <p>What enters: the segments of a capture, in its order. What leaves: calls on a {@link dev.pcfstap.tap.TapSink}:
 * streams opened and closed, bytes in order, gaps where the capture misses some, and notes. Bytes that arrive in order
 * are handed on where they lie; only what must wait is copied. A segment waits for the bytes before it and for the bytes
 * of the other direction that it acknowledges, so a response never comes before its request.
 *
 * <p>Streams, and bytes that wait, are limited; reaching a limit is noted. Confined to the reading thread.
 */
@NullMarked
package dev.pcfstap.pcap.tcp;

import org.jspecify.annotations.NullMarked;
