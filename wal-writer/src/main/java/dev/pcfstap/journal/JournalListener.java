package dev.pcfstap.journal;

/** Is told how far a writer has come: after every commit, sync and failure, on the writer's thread. Must not throw. */
@FunctionalInterface
public interface JournalListener {
    /** Nobody listens. */
    JournalListener NONE = progress -> {};

    /** The writer has come this far. */
    void progressed(JournalProgress progress);
}
