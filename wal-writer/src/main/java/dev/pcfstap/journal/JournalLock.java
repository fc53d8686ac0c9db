package dev.pcfstap.journal;

import java.io.Closeable;
import java.io.IOException;

/** A folder's lock, held. Confined to the writer's thread. */
public interface JournalLock extends Closeable {

    /** What became of a lock that was held. */
    enum State {
        /** It is as it was. */
        HELD,
        /** Its file was deleted or exchanged; nobody else had the new one, and now it is held. */
        TAKEN_AGAIN,
        /** Its file can't be looked at, as when the folder is away. */
        UNREACHABLE,
        /** Somebody else has it. */
        LOST
    }

    /** Looks whether the lock's name still leads to the file that is locked, and takes it again if it does not. */
    default State look() {
        return State.HELD;
    }

    /** Gives it back; its file stays. */
    @Override
    void close() throws IOException;
}
