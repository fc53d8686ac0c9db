package dev.pcfstap.pcap.tcp;

import dev.pcfstap.pcap.packet.TcpSegment;
import dev.pcfstap.pcap.remark.Remark;
import dev.pcfstap.pcap.remark.Remarks;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.TapSink;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All connections to one server port. Streams are numbered in the order in which they first appear. Confined to the
 * reading thread.
 */
public final class Reassembler {
    private final int port;
    private final ReassemblyLimits limits;
    private final StreamCounts counts = new StreamCounts();
    private final HeldTotal held = new HeldTotal();
    private final ConnectionTable connections = new ConnectionTable();
    private final PortScout scout = new PortScout();
    private final List<Connection> waiting = new ArrayList<>();
    private final StreamOutput out;
    private final Delivery delivery;
    private final GapPolicy gapPolicy;
    private final StreamCloser closer;
    private final Remarks remarks;
    private final ExportedRemarks exportedRemarks;
    private final StreamNumbers numbers = new StreamNumbers();
    private final EarlyAcknowledgements early;
    private final IntOpenHashSet retoldPorts = new IntOpenHashSet();
    private long nowNanos;

    /** The server's port was seen to hold PCFS SATA, so that no other one is looked for. */
    private boolean scoutOver;

    /**
     * A reassembler that drives {@code sink}, which it does not stop.
     *
     * @param remarks what an export says about the segment that comes next; they are taken when they were acted upon
     */
    public Reassembler(int port, ReassemblyLimits limits, Remarks remarks, TapSink sink) {
        this.port = port;
        this.limits = limits;
        this.out = new StreamOutput(sink, counts);
        this.delivery = new Delivery(out, counts);
        this.gapPolicy = new GapPolicy(limits, held, delivery, out);
        this.closer = new StreamCloser(gapPolicy, out);
        this.remarks = remarks;
        this.early = new EarlyAcknowledgements(limits.streams());
        this.exportedRemarks = new ExportedRemarks(out, closer);
    }

    /** What was done so far. */
    public StreamCounts counts() {
        return counts;
    }

    /** Other ports whose traffic looks like PCFS SATA, as long as what is on the server's port does not. */
    public List<PortCandidate> candidates() {
        return scoutOver ? List.of() : scout.candidates();
    }

    /** Whether there was data on the server's port, and no reason to look for PCFS SATA elsewhere. */
    public boolean found() {
        return counts.toHostBytes + counts.toConsoleBytes > 0 && candidates().isEmpty();
    }

    /** The time of the last segment, nanoseconds since 1970. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Takes the next segment of the capture. */
    public void segment(TcpSegment segment) {
        nowNanos = segment.timeNanos();
        if (!remarks.isEmpty() && remarks.begun().isPresent()) {
            retoldPorts.add(segment.targetPort());
        }
        boolean toServer = isHost(segment.targetPort());
        boolean ours = toServer || isHost(segment.sourcePort());
        if (!scoutOver && scout.look(segment) && ours) {
            scoutOver = true;
        }
        if (!ours) {
            return;
        }
        counts.segments++;
        Direction direction = direction(segment, toServer);
        Connection connection = find(segment, direction);
        if (connection == null
                || Restarts.restarts(connection, segment, direction)
                || (!remarks.isEmpty() && remarks.begun().isPresent())) {
            connection = begin(connection, segment, direction);
        }
        if (connection == null || connection.over) {
            counts.strayPackets++;
            counts.leftOutBytes += connection == null ? 0 : Restarts.leftOut(connection, segment, direction);
            return;
        }
        connection.nowNanos = nowNanos;
        if (remarks.isEmpty()) {
            take(connection, connection.flow(direction), segment);
            return;
        }
        exportedRemarks.before(connection, remarks);
        if (segment.rst()) {
            exportedRemarks.end(connection, remarks);
        }
        if (!connection.over) {
            take(connection, connection.flow(direction), segment);
        }
        exportedRemarks.end(connection, remarks);
        remarks.clear();
    }

    /** The port that was asked for, and those that an export itself says are hosts'. */
    private boolean isHost(int candidate) {
        return candidate == port || (!retoldPorts.isEmpty() && retoldPorts.contains(candidate));
    }

    /** Lets go of bytes that have waited too long; called now and then. */
    public void timePassed() {
        for (Iterator<Connection> each = waiting.iterator(); each.hasNext(); ) {
            Connection connection = each.next();
            if (!connection.over && connection.waits()) {
                connection.nowNanos = nowNanos;
                gapPolicy.timePassed(connection, nowNanos);
                closer.endIfFinished(connection);
            }
            if (connection.over || !connection.waits()) {
                connection.listed = false;
                each.remove();
            }
        }
    }

    /** The capture is over: everything that waits is handed on, and every stream that is open is closed. */
    public void finish() {
        List<Connection> open = connections.all();
        open.sort(Comparator.comparingLong(connection -> connection.stream));
        for (Connection connection : open) {
            closer.endUnseen(connection, nowNanos);
        }
    }

    private void take(Connection of, Flow flow, TcpSegment segment) {
        if (isOfAnother(of, flow, segment)) {
            counts.strayPackets++;
            counts.misplacedBytes += segment.payloadBytes();
            out.noted(
                    of,
                    Delivery.bytes(segment.payloadBytes()) + " " + Delivery.from(flow)
                            + " come before the answer to the SYN, from an earlier connection; left out");
            return;
        }
        int sequence = segment.syn() ? segment.sequence() + 1 : segment.sequence();
        if (!flow.seen && (segment.syn() || segment.fin() || segment.payloadBytes() > 0)) {
            start(of, flow, segment, sequence);
        } else if (flow.seen && segment.syn()) {
            flow.mayBeginAt(sequence);
        } else if (segment.payloadBytes() > 0) {
            flow.isInUse(sequence);
        }
        flow.quiet = true;
        flow.captured = true;
        if (segment.payloadBytes() > 0) {
            closer.wentOn(of);
        }
        if (segment.ack()) {
            acknowledged(of, of.opposite(flow), segment);
        }
        if (segment.rst()) {
            closer.reset(of, flow, segment);
            return;
        }
        if (flow.seen) {
            data(of, flow, segment, flow.widen(sequence));
        }
        if (of.waits()) {
            keepWaiting(of);
        }
        closer.endIfFinished(of);
    }

    /** Data that no host sends whose SYN-ACK is still to come: it acknowledges something else than the SYN. */
    private static boolean isOfAnother(Connection of, Flow flow, TcpSegment segment) {
        Flow other = of.opposite(flow);
        if (!of.handshake || flow.seen || segment.syn() || segment.payloadBytes() == 0 || !segment.ack()) {
            return false;
        }
        long beyond = other.widen(segment.acknowledgement()) - other.base;
        return other.seen && other.settled && (beyond < 0 || beyond > Flow.MAX_AHEAD_BYTES);
    }

    /** Where a direction begins: at what the other side has acknowledged first, if that is a little before this. */
    private static void start(Connection of, Flow flow, TcpSegment segment, int sequence) {
        int before = sequence - flow.firstHint;
        boolean near = flow.hinted && !segment.syn() && before >= 0 && before <= Flow.MAX_AHEAD_BYTES;
        flow.start(near ? flow.firstHint : sequence, near || segment.syn() || of.retold);
    }

    private void acknowledged(Connection of, Flow other, TcpSegment segment) {
        if (segment.syn() && !other.seen) {
            other.start(segment.acknowledgement(), true);
        }
        boolean waited = !other.settled;
        other.acknowledged(segment.acknowledgement());
        if (waited && other.settled) {
            other.finishIfDue();
            delivery.pump(of);
        }
    }

    private void data(Connection of, Flow flow, TcpSegment segment, long start) {
        if (segment.fin()) {
            if (of.finishedFirst == null) {
                of.finishedFirst = flow.direction;
            }
            flow.finishesAt(start + segment.payloadBytes(), segment.acknowledgement());
        }
        if (segment.payloadBytes() > 0) {
            delivery.payload(of, flow, segment, start);
        }
        flow.finishIfDue();
        if (of.waits()) {
            delivery.pump(of);
        }
    }

    private void keepWaiting(Connection of) {
        gapPolicy.packetPassed(of);
        if (of.waits() && !of.listed) {
            of.listed = true;
            waiting.add(of);
        }
    }

    /** The way a segment goes; where both ports are hosts', the connection that is there tells. */
    private Direction direction(TcpSegment segment, boolean toServer) {
        if (!toServer) {
            return Direction.HOST_TO_CONSOLE;
        }
        if (!isHost(segment.sourcePort())
                || (!remarks.isEmpty() && remarks.begun().isPresent())) {
            return Direction.CONSOLE_TO_HOST;
        }
        if (find(segment, Direction.CONSOLE_TO_HOST) != null) {
            return Direction.CONSOLE_TO_HOST;
        }
        boolean answer = find(segment, Direction.HOST_TO_CONSOLE) != null || (segment.syn() && segment.ack());
        return answer ? Direction.HOST_TO_CONSOLE : Direction.CONSOLE_TO_HOST;
    }

    private @Nullable Connection find(TcpSegment s, Direction direction) {
        return direction == Direction.CONSOLE_TO_HOST
                ? connections.find(
                        s.sourceHigh(), s.sourceLow(), s.sourcePort(), s.targetHigh(), s.targetLow(), s.targetPort())
                : connections.find(
                        s.targetHigh(), s.targetLow(), s.targetPort(), s.sourceHigh(), s.sourceLow(), s.sourcePort());
    }

    private @Nullable Connection begin(@Nullable Connection before, TcpSegment segment, Direction direction) {
        boolean wrongWay = segment.syn() && !segment.ack() && direction == Direction.HOST_TO_CONSOLE;
        Optional<Remark.Begun> retold = remarks.begun();
        boolean silent = !segment.syn() && segment.payloadBytes() == 0 && retold.isEmpty();
        if (wrongWay || segment.rst() || silent) {
            if (before == null && silent && segment.ack() && !segment.rst()) {
                early.add(endpoints(segment, direction), direction.opposite(), segment.acknowledgement());
            }
            return null;
        }
        if (before != null) {
            if (!before.over) {
                out.noted(before, "the ports are used again; this stream's end is not in the capture");
            }
            closer.endUnseen(before, nowNanos);
        }
        makeRoom();
        Endpoints endpoints = endpoints(segment, direction);
        Connection connection = new Connection(
                endpoints,
                retold.map(Remark.Begun::addresses).orElseGet(endpoints::addresses),
                retold.isPresent(),
                retold.map(Remark.Begun::stream).map(numbers::wanted).orElseGet(numbers::next),
                segment.syn(),
                held);
        connection.nowNanos = nowNanos;
        early.passTo(connection);
        connections.put(connection);
        out.opened(connection);
        if (!connection.handshake) {
            counts.joinedStreams++;
            out.noted(connection, "began before the capture");
            out.joined(connection);
        }
        return connection;
    }

    private static Endpoints endpoints(TcpSegment s, Direction direction) {
        return direction == Direction.CONSOLE_TO_HOST
                ? new Endpoints(
                        s.sourceHigh(), s.sourceLow(), s.sourcePort(), s.targetHigh(), s.targetLow(), s.targetPort())
                : new Endpoints(
                        s.targetHigh(), s.targetLow(), s.targetPort(), s.sourceHigh(), s.sourceLow(), s.sourcePort());
    }

    /** At the limit, lets go of an eighth of the connections: those that are over, then those that were quiet longest. */
    private void makeRoom() {
        if (connections.size() < limits.streams()) {
            return;
        }
        List<Connection> all = connections.all();
        all.sort(Comparator.comparing((Connection connection) -> !connection.over)
                .thenComparingLong(connection -> connection.nowNanos)
                .thenComparingLong(connection -> connection.stream));
        for (Connection connection : all.subList(0, Math.max(1, all.size() / 8))) {
            if (!connection.over) {
                out.noted(connection, "limit: more than " + limits.streams() + " streams; this one is let go");
                closer.endUnseen(connection, nowNanos);
            }
            connections.remove(connection.endpoints);
        }
    }
}
