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

    /** About how much memory it takes. */
    final int heldBytes;

    /** @param length how many bytes say what was asked */
    Exchange(
            long number,
            Operation operation,
            @Nullable Command command,
            long firstReadSize,
            long completeNanos,
            long length) {
        this.number = number;
        this.operation = operation;
        this.command = command;
        this.firstReadSize = firstReadSize;
        this.completeNanos = completeNanos;
        // What is longer did not decode, and nothing waits with its bytes.
        this.heldBytes = 2 * DecoderMemory.OBJECT_BYTES + (int) Math.min(length, DecoderMemory.SMALL_BYTES);
    }

    void writeTo(SnapshotWriter out) {
        out.u64(number).u32(firstReadSize).u64(completeNanos).bool(switchesOff);
        operation.accept(new OperationWriter(out));
    }

    static Exchange readFrom(SnapshotReader in) throws SnapshotException {
        long number = in.u64("exchange number");
        long firstReadSize = in.u32("first read size");
        long completeNanos = in.u64("time of a request");
        boolean switchesOff = in.bool("switches off");
        int at = in.position();
        int id = in.u8("command");
        Command command = Command.byId(id);
        if (command == null && id != SnapshotLayout.UNKNOWN_COMMAND) {
            throw in.refused(at, "command " + id + " is not known");
        }
        Operation operation = OperationReader.read(command, in);
        Exchange exchange = new Exchange(number, operation, command, firstReadSize, completeNanos, in.position() - at);
        exchange.switchesOff = switchesOff;
        return exchange;
    }
}
