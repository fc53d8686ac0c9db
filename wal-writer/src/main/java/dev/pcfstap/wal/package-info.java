/**
 * Writes what the decoder understood as text: the write-ahead log that people read, grep and diff.
 *
 * <p>What enters: {@link dev.pcfstap.pcfs.PcfsEvent}s, from a {@link dev.pcfstap.wal.WalPipeline} that owns the decoder.
 * What leaves: whole lines in one of three formats, to a {@link dev.pcfstap.wal.WalFile} or a {@link
 * dev.pcfstap.wal.WalStream}. A format turns one event into one line and knows no file; an output takes whole lines and
 * knows no event, apart from the note with which it owns up to lines that it had to drop. Everything is confined to the one
 * thread that feeds the pipeline.
 *
 * <p>The formats are described in {@code docs/wal.md}.
 */
@NullMarked
package dev.pcfstap.wal;

import org.jspecify.annotations.NullMarked;
