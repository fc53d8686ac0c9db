package dev.pcfstap.compact;

import dev.pcfstap.extract.NewJournal;
import dev.pcfstap.journal.RecordPieces;
import dev.pcfstap.tap.Direction;
import java.util.Arrays;

/**
 * Writes everything as it is, but data that stands in the new journal already as a reference to it. Whoever writes the next
 * bytes of some data adds to what the others can refer to, so it does not matter how chunks are cut.
 */
final class Repeating implements PlannedSink.Chunks {
    /** Less data in one chunk is not worth a record of its own. */
    private static final int SHORTEST_PIECE = 128;

    /** Longer ones are cut into several. */
    private static final int LONGEST_RECORD = 16 << 20;

    private final NewJournal to;
    private final Contents contents;
    private final RecordPieces[] written;
    private final Run run = new Run();
    private int numbered;
    private long repeatedBytes;

    /** Bytes of a chunk that become one record, and what of them others can refer to then. */
    private static final class Run {
        private int begin;
        private int[] groups = new int[4];
        private int[] begins = new int[4];
        private int[] lengths = new int[4];
        private int count;

        void begin(int at) {
            begin = at;
            count = 0;
        }

        void mark(int group, int at, int length) {
            if (count == groups.length) {
                groups = Arrays.copyOf(groups, 2 * count);
                begins = Arrays.copyOf(begins, 2 * count);
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            groups[count] = group;
            begins[count] = at;
            lengths[count] = length;
            count++;
        }

        boolean has(int group) {
            for (int i = 0; i < count; i++) {
                if (groups[i] == group) {
                    return true;
                }
            }
            return false;
        }
    }

    Repeating(NewJournal to, Contents contents) {
        this.to = to;
        this.contents = contents;
        this.written = new RecordPieces[contents.groups()];
        Arrays.setAll(written, group -> new RecordPieces());
    }

    /** How much data is in the new journal only as a reference. */
    long repeatedBytes() {
        return repeatedBytes;
    }

    @Override
    public void take(
            SpanWalk walk, long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        int end = offset + length;
        run.begin(offset);
        for (int at = offset; at < end; ) {
            SpanWalk.Part part = walk.part();
            int count = walk.lengthOf(part, end - at);
            int group = part == SpanWalk.Part.DATA ? group(walk) : Contents.UNIQUE;
            if (group != Contents.UNIQUE) {
                if (run.has(group)) {
                    flush(stream, direction, timeNanos, bytes, at);
                }
                RecordPieces there = written[group];
                int known = (int) Math.min(count, Math.max(0, there.lengthBytes() - walk.inData()));
                RecordPieces pieces = there.slice(walk.inData(), known);
                if (known >= SHORTEST_PIECE && pieces.fitsOneRecord() && 2 * pieces.referenceBytes() < known) {
                    flush(stream, direction, timeNanos, bytes, at);
                    to.repeated(stream, direction, timeNanos, pieces, bytes, at, known);
                    repeatedBytes += known;
                    run.begin(at + known);
                    count = known;
                } else if (known < count && walk.inData() + known == there.lengthBytes()) {
                    run.mark(group, at + known, count - known);
                }
            }
            at += count;
            walk.advance(count);
        }
        flush(stream, direction, timeNanos, bytes, end);
    }

    private int group(SpanWalk walk) {
        if (walk.inData() == 0) {
            walk.content = numbered++;
        }
        return contents.group(walk.content);
    }

    private void flush(long stream, Direction direction, long timeNanos, byte[] bytes, int end) {
        if (end > run.begin) {
            to.received(stream, direction, timeNanos, bytes, run.begin, end - run.begin);
            for (int i = 0; i < run.count && end - run.begin <= LONGEST_RECORD; i++) {
                written[run.groups[i]].add(to.lastSequence(), run.begins[i] - run.begin, run.lengths[i]);
            }
        }
        run.begin(end);
    }
}
