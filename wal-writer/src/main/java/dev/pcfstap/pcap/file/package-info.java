/**
 * Capture files: pcap and pcapng, plain or compressed with gzip or zstd.
 *
 * <p>What enters: a file or a stream of bytes. What leaves: packets as views into large reused {@link
 * dev.pcfstap.pcap.file.Slab}s, with link type, lengths and time in nanoseconds since 1970, and a sentence for each
 * place where the file is damaged. Memory is bounded by four slabs of one MiB, whatever lengths a file claims. After
 * damage the readers search for the next record that fits.
 *
 * <p>Confined to the thread that reads.
 */
@NullMarked
package dev.pcfstap.pcap.file;

import org.jspecify.annotations.NullMarked;
