/**
 * The ring between the event loops that relay traffic and the one thread that writes it down.
 *
 * <p>What enters: stream openings, chunks of bytes, closings and notes, offered by any number of event loops through
 * one {@link dev.pcfstap.tap.StreamTap} a stream. What leaves: the same, in one order, delivered to a {@link
 * dev.pcfstap.tap.TapSink} on the ring's own consumer thread. The ring is bounded in slots and in bytes; a stream that
 * finds it full is told so and waits or, past a limit, lets its traffic go and counts a gap. At every instant
 * {@code seen = recorded + lost + still on the ring}.
 *
 * <p>Knows no protocol, no file format and no socket.
 */
@NullMarked
package dev.pcfstap.tap;

import org.jspecify.annotations.NullMarked;
