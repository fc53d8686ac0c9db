/**
 * Traffic whose every byte is known, through a proxy that may be killed at any moment, and a reader of the journal that it
 * leaves.
 *
 * <p>What enters: a seed and the proxy's port. What leaves: for each stream what was sent, when, and what had arrived. Each
 * side of each stream has a thread of its own. The reader is written from the description of the format alone and shares no
 * code with the journal, so that it is an independent witness.
 */
@NullMarked
package dev.pcfstap.proxy.load;

import org.jspecify.annotations.NullMarked;
