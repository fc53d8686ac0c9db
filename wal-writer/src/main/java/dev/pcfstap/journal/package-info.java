/**
 * The capture journal: every byte of every stream, in the order seen, with times, in files that survive a crash.
 *
 * <p>What enters: the calls of a {@link dev.pcfstap.tap.TapSink}, written by a {@link dev.pcfstap.journal.JournalSink} as
 * one commit a batch; and opaque snapshots that a decoder supplies. What leaves: the same calls, read back by a {@link
 * dev.pcfstap.journal.JournalSource}, with an exact account of what a crash or a damaged disk took.
 *
 * <p>{@link dev.pcfstap.journal.JournalWriter} is confined to one thread, the ring's consumer. {@link
 * dev.pcfstap.journal.JournalReader} is confined to whoever uses it, in the same process or another, also while the
 * journal is being written. All files are reached through {@link dev.pcfstap.journal.JournalFiles}. Nothing here knows
 * the protocol: the decoder's state is bytes.
 */
@NullMarked
package dev.pcfstap.journal;

import org.jspecify.annotations.NullMarked;
