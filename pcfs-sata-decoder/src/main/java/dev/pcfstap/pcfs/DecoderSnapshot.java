package dev.pcfstap.pcfs;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Writes and reads all streams of a decoder, framed as {@link SnapshotLayout} says. */
final class DecoderSnapshot {

    private static final int HEADER_BYTES = Integer.BYTES + Short.BYTES + Integer.BYTES;

    private DecoderSnapshot() {}

    /** How a snapshot of so many bytes at most is made of the streams. */
    @SuppressWarnings("ArrayRecordComponent") // made and used at once; nobody compares two of these
    private record Plan(StreamDecoder[] streams, long[] leftOut, long lengthBytes) {}

    /** How long a snapshot would be. Counts, and builds nothing. */
    static long lengthBytes(Long2ObjectOpenHashMap<StreamDecoder> streams, ChecksumLanes lanes, int limitBytes) {
        return plan(streams, lanes, limitBytes).lengthBytes();
    }

    static byte[] write(Long2ObjectOpenHashMap<StreamDecoder> streams, ChecksumLanes lanes, int limitBytes)
            throws SnapshotException {
        Plan plan = plan(streams, lanes, limitBytes);
        if (plan.lengthBytes() > limitBytes) {
            throw new SnapshotException("a snapshot of what is in progress takes " + plan.lengthBytes()
                    + " bytes, more than " + limitBytes);
        }
        SnapshotWriter out = new SnapshotWriter((int) plan.lengthBytes());
        out.u32(SnapshotLayout.MAGIC).u16(SnapshotLayout.VERSION).u32(plan.streams().length);
        for (int i = 0; i < plan.streams().length; i++) {
            plan.streams()[i].writeTo(out, plan.leftOut()[i]);
        }
        return out.written();
    }

    private static Plan plan(Long2ObjectOpenHashMap<StreamDecoder> streams, ChecksumLanes lanes, int limitBytes) {
        // Checksums that are under way must have a state that can be written.
        lanes.finish();
        StreamDecoder[] inOrder = streams.values().toArray(StreamDecoder[]::new);
        Arrays.sort(inOrder, Comparator.comparingLong(StreamDecoder::stream));
        long[] lengths = new long[inOrder.length];
        long total = HEADER_BYTES;
        for (int i = 0; i < lengths.length; i++) {
            SnapshotWriter counting = SnapshotWriter.counting();
            inOrder[i].writeTo(counting, 0);
            lengths[i] = counting.lengthBytes();
            total += lengths[i];
        }
        long[] leftOut = new long[lengths.length];
        if (total > limitBytes) {
            total = leaveOut(inOrder, lengths, leftOut, total, limitBytes);
        }
        return new Plan(inOrder, leftOut, total);
    }

    /** Leaves out what can be left out of the streams that take most, until the others fit. */
    private static long leaveOut(
            StreamDecoder[] streams, long[] lengths, long[] leftOut, long totalBytes, int limitBytes) {
        Integer[] largestFirst = IntStream.range(0, lengths.length).boxed().toArray(Integer[]::new);
        Arrays.sort(largestFirst, Comparator.comparingLong(i -> -lengths[i]));
        long total = totalBytes;
        for (int i : largestFirst) {
            if (total <= limitBytes) {
                break;
            }
            SnapshotWriter counting = SnapshotWriter.counting();
            streams[i].writeTo(counting, 1);
            leftOut[i] = lengths[i] - counting.lengthBytes();
            total -= leftOut[i];
        }
        return total;
    }

    static List<StreamDecoder> read(
            byte[] snapshot,
            long streamBase,
            DecoderLimits limits,
            ChecksumLanes lanes,
            EventOrder events,
            DecoderMemory shared)
            throws SnapshotException {
        SnapshotReader in = new SnapshotReader(snapshot);
        header(in);
        int count = in.count(Integer.MAX_VALUE, SnapshotLayout.MIN_STREAM_BYTES, "number of streams");
        List<StreamDecoder> streams = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = in.position();
            StreamDecoder stream = StreamDecoder.readFrom(in, streamBase, limits, lanes, events, shared);
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
        if (version < SnapshotLayout.FIRST_VERSION || version > SnapshotLayout.VERSION) {
            throw in.refused(
                    at,
                    "version is " + version + ", this decoder reads versions " + SnapshotLayout.FIRST_VERSION + " to "
                            + SnapshotLayout.VERSION);
        }
        in.version(version);
    }
}
