package dev.pcfstap.pcfs;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges of one stream while it is restored, by number: the queue, the write in progress and the answer in progress
 * can be about the same one.
 */
final class RestoredExchanges {
    private final Long2ObjectOpenHashMap<Exchange> byNumber = new Long2ObjectOpenHashMap<>();
    private final long newest;

    /** @param newest the highest number that the stream has given out */
    RestoredExchanges(long newest) {
        this.newest = newest;
    }

    /** Reads an exchange, which must be newer than another. */
    Exchange enter(SnapshotReader in, long newerThan) throws SnapshotException {
        int at = in.position();
        Exchange exchange = Exchange.readFrom(in);
        if (exchange.number <= newerThan || exchange.number > newest) {
            throw in.refused(at, "exchange " + exchange.number + " does not follow " + newerThan + " of " + newest);
        }
        if (byNumber.put(exchange.number, exchange) != null) {
            throw in.refused(at, "exchange " + exchange.number + " appears twice");
        }
        return exchange;
    }

    @Nullable
    Exchange reference(SnapshotReader in) throws SnapshotException {
        int at = in.position();
        long number = in.u64("exchange number");
        if (number == 0) {
            return null;
        }
        Exchange exchange = byNumber.get(number);
        if (exchange == null) {
            throw in.refused(at, "exchange " + number + " is not in the snapshot");
        }
        return exchange;
    }

    /** The read that an answer is about. */
    Exchange readReference(SnapshotReader in) throws SnapshotException {
        int at = in.position();
        Exchange exchange = reference(in);
        if (exchange == null || !(exchange.operation instanceof Operation.ReadFile)) {
            throw in.refused(at, "what is being answered is not a ReadFile");
        }
        return exchange;
    }
}
