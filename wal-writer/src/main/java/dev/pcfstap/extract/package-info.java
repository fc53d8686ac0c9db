/**
 * Makes a smaller journal from a journal, in passes. A first pass plays it into a decoder; whoever watches the events
 * decides what becomes of the bytes of each and writes that down in a {@link dev.pcfstap.extract.CutPlan}. A later pass
 * plays it again through a {@link dev.pcfstap.extract.CuttingSink}, which cuts the chunks to what stays, into a new
 * journal ({@link dev.pcfstap.extract.JournalPasses}).
 *
 * <p>What enters is a journal and decoded events; what leaves is another journal with an id and sequences of its own. The
 * source is never changed. Everything here runs on its caller's thread. The journal's own package knows no decoder; this
 * one knows both.
 */
@NullMarked
package dev.pcfstap.extract;

import org.jspecify.annotations.NullMarked;
