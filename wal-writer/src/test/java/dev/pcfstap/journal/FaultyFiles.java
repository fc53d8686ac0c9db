package dev.pcfstap.journal;

import java.nio.file.Path;
import java.util.Set;

/** A disk in memory on which some calls fail: so many in a row, or every so many-th of them. */
class FaultyFiles extends MemoryFiles {
    private final Fault fault;
    private final long firstFailing;
    private final long failing;
    private final long stride;
    private final Set<String> affected;
    private boolean armed;
    private long calls;

    FaultyFiles(Fault fault, long firstFailing, long failing) {
        this(fault, firstFailing, failing, 1, Set.of());
    }

    /** @param affected the calls that fail; all when there are none */
    FaultyFiles(Fault fault, long firstFailing, long failing, long stride, Set<String> affected) {
        this.fault = fault;
        this.firstFailing = firstFailing;
        this.failing = failing;
        this.stride = stride;
        this.affected = affected;
    }

    /** Calls are counted from now on. */
    void arm() {
        armed = true;
    }

    /** The calls that could have failed. */
    long calls() {
        return calls;
    }

    @Override
    Fault fault(String call, Path file) {
        if (!armed || !(affected.isEmpty() || affected.contains(call))) {
            return Fault.NONE;
        }
        calls++;
        boolean failingNow = calls >= firstFailing
                && calls < firstFailing + failing * stride
                && (calls - firstFailing) % stride == 0;
        return failingNow ? fault : Fault.NONE;
    }
}
