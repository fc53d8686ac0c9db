package dev.pcfstap.compact;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.tap.Direction;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where data lies in each stream of a journal, as the decoder saw it. Filled by the events of the first reading, used by the
 * readings after it.
 */
final class SpanPlan implements Consumer<PcfsEvent> {
    /** Data of streams beyond this stays as it is. */
    private static final long MAX_BYTES = 64L << 20;

    /**
     * The end of a read whose length had to be found out stays as it is. The decoder looks at so many bytes behind each place
     * where such a read could end, and when they came decides when it was complete.
     */
    private static final int LOOKED_AT = 36;

    private final Payloads payloads;
    private final Long2ObjectOpenHashMap<List<OfStream>> streams = new Long2ObjectOpenHashMap<>();
    private long bytes;
    private long leftOut;

    /** Both directions of a stream, from one opening to the next. */
    private static final class OfStream {
        final DataSpans toHost = new DataSpans();
        final DataSpans toConsole = new DataSpans();
    }

    SpanPlan(Payloads payloads) {
        this.payloads = payloads;
    }

    @Override
    public void accept(PcfsEvent event) {
        if (event instanceof PcfsEvent.Opened
                || (event instanceof PcfsEvent.Note note && note.kind() == NoteKind.RESTORED)) {
            streams.computeIfAbsent(event.stream(), stream -> new ArrayList<>(1))
                    .add(new OfStream());
        } else if (event instanceof PcfsEvent.WriteData data) {
            add(data, data.begin(), data.begin(), data.end());
        } else if (event instanceof PcfsEvent.Response response) {
            response(response);
        }
    }

    private void response(PcfsEvent.Response response) {
        if (response.reply() instanceof Reply.Read read) {
            long dataBegin = response.end() - read.dataLength();
            boolean keepEnd = payloads == Payloads.CHECKSUM && response.evidence() != Evidence.STATED;
            add(response, response.begin(), dataBegin, response.end() - (keepEnd ? LOOKED_AT : 0));
        } else if (response.reply() instanceof Reply.Opaque && payloads == Payloads.ONCE) {
            // Logs show these bytes, so they cannot be reduced to a checksum.
            long dataBegin = Math.min(response.end(), response.begin() + Reply.Opaque.HEADER_LENGTH);
            add(response, dataBegin, dataBegin, response.end());
        }
    }

    private void add(PcfsEvent.OfBytes event, long headBegin, long dataBegin, long dataEnd) {
        List<OfStream> openings = streams.get(event.stream());
        if (openings == null || dataEnd - dataBegin < SpanWalk.SHORTEST) {
            return;
        }
        if (bytes >= MAX_BYTES) {
            leftOut++;
            return;
        }
        OfStream stream = openings.get(openings.size() - 1);
        boolean toHost = event.direction() == Direction.CONSOLE_TO_HOST;
        bytes += (toHost ? stream.toHost : stream.toConsole).add(headBegin, dataBegin, dataEnd);
    }

    /** How many reads and writes stay as they are because there were too many. */
    long leftOut() {
        return leftOut;
    }

    /** The places of one direction of a stream since its n-th opening, counted from 0; none when it is not known. */
    SpanWalk walk(long stream, int opening, Direction direction) {
        List<OfStream> openings = streams.get(stream);
        if (openings == null || opening >= openings.size()) {
            return new SpanWalk(new DataSpans().cursor());
        }
        OfStream of = openings.get(opening);
        return new SpanWalk((direction == Direction.CONSOLE_TO_HOST ? of.toHost : of.toConsole).cursor());
    }
}
