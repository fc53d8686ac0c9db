/**
 * From a journal to a smaller one of the same conversations.
 *
 * <p>What enters: a journal, read several times from its beginning. What leaves: another journal in a folder of its own, in
 * which the data of reads and writes is reduced to length and checksums, or stands once however often it went by. Every
 * WAL that is decoded from it is the one that is decoded from the original, and {@link dev.pcfstap.compact.Compaction}
 * proves that before it says that it is done.
 *
 * <p>The first reading decodes and writes down where data lies; a second one finds what is repeated; the next one writes.
 * What is written down takes a few bytes for each read and write, and is bounded. Everything runs on the calling thread.
 */
@NullMarked
package dev.pcfstap.compact;

import org.jspecify.annotations.NullMarked;
