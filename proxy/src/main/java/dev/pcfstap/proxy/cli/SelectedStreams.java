package dev.pcfstap.proxy.cli;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.filter.FilteredEvents;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.JournalSource;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The streams of a journal in which a filter selects something. Main thread. */
final class SelectedStreams {
    private final Set<Long> selected = new HashSet<>();
    private final Set<Long> restored = new HashSet<>();
    private final FilteredEvents filtered;
    private final PcfsDecoder decoder;

    SelectedStreams(Filter filter) {
        this.filtered = new FilteredEvents(filter, event -> selected.add(event.stream()));
        this.decoder = new PcfsDecoder(DecoderLimits.DEFAULT, filtered);
    }

    /** Decodes a journal to its end. */
    void readFrom(JournalReader reader) throws IOException {
        new JournalSource(reader, decoder, this::restore).play();
        decoder.stopped(0);
        filtered.finish();
        selected.remove(0L);
    }

    boolean contains(long stream) {
        return selected.contains(stream);
    }

    int count() {
        return selected.size();
    }

    /** Those whose beginning is not in the journal. */
    SortedSet<Long> begunBefore() {
        SortedSet<Long> begun = new TreeSet<>(restored);
        begun.retainAll(selected);
        return begun;
    }

    private long[] restore(byte[] bytes, int offset, int length, long timeNanos, long streamBase) {
        try {
            byte[] state = Arrays.copyOfRange(bytes, offset, offset + length);
            long[] streams = decoder.restore(state, timeNanos, streamBase);
            Arrays.stream(streams).forEach(restored::add);
            return streams;
        } catch (SnapshotException unusable) {
            return new long[0];
        }
    }
}
