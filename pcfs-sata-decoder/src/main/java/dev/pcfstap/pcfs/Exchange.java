package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/** A request that waits for its answer. Mutable in what is learned after it was entered. */
final class Exchange {
    final long number;
    final Operation operation;

    /** The command, or null when the request did not decode. */
    final @Nullable Command command;

    /** The stream's first read size when the request was seen: P of the length table. */
    final long firstReadSize;

    /** Arrival of the request's last byte, its out-of-band data included as far as it has come. */
    long completeNanos;

    /** Whether this is a Ping that switches FFIO and CSR off, from its answer on. */
    boolean switchesOff;

    Exchange(long number, Operation operation, @Nullable Command command, long firstReadSize, long completeNanos) {
        this.number = number;
        this.operation = operation;
        this.command = command;
        this.firstReadSize = firstReadSize;
        this.completeNanos = completeNanos;
    }
}
