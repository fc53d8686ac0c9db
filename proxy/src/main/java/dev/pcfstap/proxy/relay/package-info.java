/**
 * What touches sockets: accepts consoles, connects to the host, and passes every byte on unchanged.
 *
 * <p>What enters: connections and the bytes that both ends send. What leaves: the same bytes to the other end, and for each
 * chunk an event on the {@linkplain dev.pcfstap.tap.TapRing ring}, before the chunk is forwarded. Both sockets of a stream
 * and its {@link dev.pcfstap.tap.StreamTap} live on one event loop, so nothing here takes a lock and nothing blocks.
 *
 * <p>An end of stream is passed on as one, a reset as a reset. Memory is bounded: a stream whose receiver is slow, or that
 * finds the ring full, is not read until that is over.
 */
@NullMarked
package dev.pcfstap.proxy.relay;

import org.jspecify.annotations.NullMarked;
