package dev.pcfstap.proxy.cli;

import dev.pcfstap.proxy.load.LoadStream;
import java.util.List;
import java.util.Locale;

/** What was seen over many kills, for people. */
final class KillFigures {
    private int kills;
    private int torn;
    private int reported;
    private long streams;
    private long journalRecords;
    private long journalBytes;
    private long sentBytes;
    private long arrivedBytes;
    private long mostMissingBytes;

    /**
     * What a kill left.
     *
     * @param journalBytes of traffic that the run's records hold
     * @param reported whether the catalogue had told of records of this run
     */
    record Left(long records, long journalBytes, boolean reported, boolean torn) {}

    void add(Left left, List<LoadStream> load) {
        long arrived = 0;
        for (LoadStream stream : load) {
            for (int i = 0; i < stream.steps(); i++) {
                sentBytes += stream.sent(i) ? stream.lengthBytes(i) : 0;
                arrived += stream.arrived(i) ? stream.lengthBytes(i) : 0;
            }
        }
        kills++;
        torn += left.torn() ? 1 : 0;
        reported += left.reported() ? 1 : 0;
        streams += load.size();
        journalRecords += left.records();
        journalBytes += left.journalBytes();
        arrivedBytes += arrived;
        mostMissingBytes = Math.max(mostMissingBytes, arrived - left.journalBytes());
    }

    /** Kills before which the catalogue had told of records of the run. */
    int reported() {
        return reported;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "kills %d, of which left a torn tail %d, came after a report of the catalogue %d; streams %d, records %d, bytes sent %d, arrived %d, in the"
                        + " journal %d; most bytes that had arrived and a kill took from the journal %d",
                kills,
                torn,
                reported,
                streams,
                journalRecords,
                sentBytes,
                arrivedBytes,
                journalBytes,
                mostMissingBytes);
    }
}
