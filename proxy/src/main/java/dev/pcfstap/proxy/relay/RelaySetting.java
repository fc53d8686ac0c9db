package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.TapClock;

/** What all streams of one event loop share. */
record RelaySetting(
        RelayOptions options,
        TapClock clock,
        WriteBudget budget,
        RelayFaults faults,
        HalfClosedStreams halfClosed,
        BulkTurns turns) {}
