package dev.pcfstap.pcap.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What networks and captures do to the order and the number of segments without changing the streams. */
public final class Disturbances {
    private static final int REACH = 12;

    private Disturbances() {}

    /** Moves segments a few places, within a connection and between connections, both directions alike. */
    public static List<Segment> reordered(List<Segment> segments, Random random) {
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            boolean handshake = segments.get(i).has(Segment.SYN);
            placed.add(new Placed(segments.get(i), i + (handshake ? 0 : random.nextInt(REACH))));
        }
        placed.sort((a, b) -> Integer.compare(a.place, b.place));
        List<Segment> moved = new ArrayList<>();
        placed.forEach(each -> moved.add(each.segment));
        return moved;
    }

    private record Placed(Segment segment, int place) {}

    /** Moves data segments within runs that no acknowledgement interrupts, which is as much as tshark can follow. */
    public static List<Segment> reorderedInRuns(List<Segment> segments, Random random) {
        List<Segment> moved = new ArrayList<>(segments);
        for (int from = 0, to; from < moved.size(); from = to) {
            to = from + 1;
            while (to < moved.size() && sameRun(moved.get(from), moved.get(to))) {
                to++;
            }
            Collections.shuffle(moved.subList(from, to), random);
        }
        return moved;
    }

    private static boolean sameRun(Segment first, Segment next) {
        return first.carriesData()
                && next.carriesData()
                && first.stream == next.stream
                && first.direction == next.direction;
    }

    /** Repeats some segments, at once or a little later. */
    public static List<Segment> retransmitted(List<Segment> segments, Random random) {
        List<Segment> more = new ArrayList<>(segments);
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (random.nextInt(4) == 0 && !segments.get(i).has(Segment.SYN)) {
                more.add(Math.min(more.size(), i + 1 + random.nextInt(REACH)), segments.get(i));
            }
        }
        return more;
    }

    /** Sends parts of earlier segments again together with new ones, so that segments overlap. */
    public static List<Segment> overlapping(List<Segment> segments, Random random) {
        List<Segment> more = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            Segment now = segments.get(i);
            Segment before = i > 0 ? segments.get(i - 1) : now;
            boolean continues = i > 0
                    && before.carriesData()
                    && now.carriesData()
                    && before.stream == now.stream
                    && before.sequence + before.payload.length == now.sequence;
            if (continues && random.nextBoolean()) {
                int back = 1 + random.nextInt(before.payload.length);
                more.add(now.with(now.sequence - back, concat(tail(before.payload, back), now.payload)));
            } else {
                more.add(now);
            }
        }
        return more;
    }

    /** Probes that carry one garbage byte before the next one, or none. */
    public static List<Segment> keptAlive(List<Segment> segments, Random random) {
        List<Segment> more = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.carriesData() && random.nextInt(3) == 0) {
                byte[] probe = random.nextBoolean() ? new byte[] {(byte) random.nextInt()} : new byte[0];
                more.add(segment.with(segment.sequence - 1, probe).withFlags(Segment.ACK));
            }
            more.add(segment);
        }
        return more;
    }

    /** All but the data segments of the given numbers. */
    public static List<Segment> without(List<Segment> segments, int... dataSegments) {
        List<Segment> fewer = new ArrayList<>();
        int data = 0;
        for (Segment segment : segments) {
            int number = segment.carriesData() ? data++ : -1;
            if (Arrays.stream(dataSegments).noneMatch(lost -> lost == number)) {
                fewer.add(segment);
            }
        }
        return fewer;
    }

    private static byte[] tail(byte[] bytes, int length) {
        return Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
