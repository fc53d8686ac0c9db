package dev.pcfstap.journal;

import java.nio.file.Path;

/** A disk in memory on which some calls in a row fail. */
final class FaultyFiles extends MemoryFiles {
    private final Fault fault;
    private final long firstFailing;
    private final long failing;
    private boolean armed;
    private long calls;

    FaultyFiles(Fault fault, long firstFailing, long failing) {
        this.fault = fault;
        this.firstFailing = firstFailing;
        this.failing = failing;
    }

    /** Calls are counted from now on. */
    void arm() {
        armed = true;
    }

    long calls() {
        return calls;
    }

    @Override
    Fault fault(String call, Path file) {
        if (!armed) {
            return Fault.NONE;
        }
        calls++;
        return calls >= firstFailing && calls < firstFailing + failing ? fault : Fault.NONE;
    }
}
