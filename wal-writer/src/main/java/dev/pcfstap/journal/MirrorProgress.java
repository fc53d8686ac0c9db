package dev.pcfstap.journal;

/**
 * How far a mirror has come.
 *
 * @param copiedBytes since it was started
 * @param behindBytes what the source last said is waiting
 * @param nextSequence the sequence after the last record copied
 */
public record MirrorProgress(long copiedBytes, long behindBytes, long nextSequence) {}
