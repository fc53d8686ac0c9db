package dev.pcfstap.pcfs;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Writes and reads all streams of a decoder, framed as {@link SnapshotLayout} says. */
final class DecoderSnapshot {

    private DecoderSnapshot() {}

    static byte[] write(Long2ObjectOpenHashMap<StreamDecoder> streams, ChecksumLanes lanes) throws SnapshotException {
        // Checksums that are under way must have a state that can be written.
        lanes.finish();
        SnapshotWriter out = new SnapshotWriter(SnapshotLayout.MAX_BYTES);
        out.u32(SnapshotLayout.MAGIC).u16(SnapshotLayout.VERSION).u32(streams.size());
        long[] numbers = streams.keySet().toLongArray();
        Arrays.sort(numbers);
        for (long number : numbers) {
            streams.get(number).writeTo(out);
        }
        return out.written();
    }

    static List<StreamDecoder> read(
            byte[] snapshot, long streamBase, DecoderLimits limits, ChecksumLanes lanes, EventOrder events)
            throws SnapshotException {
        SnapshotReader in = new SnapshotReader(snapshot);
        header(in);
        int count = in.count(Integer.MAX_VALUE, SnapshotLayout.MIN_STREAM_BYTES, "number of streams");
        List<StreamDecoder> streams = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            StreamDecoder stream = StreamDecoder.readFrom(in, streamBase, limits, lanes, events);
            if (i > 0 && stream.stream() <= streams.get(i - 1).stream()) {
                throw in.refused(at, "stream " + stream.stream() + " does not follow the one before it");
            }
            streams.add(stream);
        }
        in.atEnd();
        return streams;
    }

    private static void header(SnapshotReader in) throws SnapshotException {
        int magic = in.i32("magic");
        if (magic != SnapshotLayout.MAGIC) {
            throw in.refused(0, String.format(Locale.ROOT, "begins with %08x, not a decoder's snapshot", magic));
        }
        int at = in.position();
        int version = in.u16("version");
        if (version != SnapshotLayout.VERSION) {
            throw in.refused(at, "version is " + version + ", this decoder reads version " + SnapshotLayout.VERSION);
        }
    }
}
