package dev.pcfstap.pcap.export;

import dev.pcfstap.pcap.ImportOptions;
import dev.pcfstap.pcap.remark.Remark;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Writes streams as TCP connections into one pcapng section. Confined to one thread.
 *
 * <p>A stream's SYN is written when it opens; the rest of its handshake, with the same time, before its first data, so
 * that a host that could not be reached is seen to refuse. A gap becomes sequence numbers that no packet carries. Calls
 * for a stream that is not open are ignored. The reasons {@code shutdown} and {@code end-of-capture} leave no FIN: none
 * was seen, so none is made up. What TCP cannot carry is in {@link Remark}s, so that an import gives the same calls.
 */
public final class PcapngExport implements Closeable {
    private static final byte[] NOTHING = {};

    /** Of a host whose port is not known. */
    private static final int HOST_PORT = 7500;

    /** After so many bytes one way, the other side acknowledges, though it has nothing to say. */
    private static final long ACKNOWLEDGE_BYTES = 1L << 20;

    private final OutputStream out;
    private final ExportOptions options;
    private final PcapngBlocks blocks;
    private final TcpFrame frame = new TcpFrame();
    private final AddressBook addresses = new AddressBook();
    private final Long2ObjectOpenHashMap<ExportedStream> open = new Long2ObjectOpenHashMap<>();
    private final ConsolePorts ports = new ConsolePorts();
    private final Set<Endpoint> named = new HashSet<>();
    private int identification;
    private long packets;

    /** Begins a section on {@code out}, which should be buffered and is closed by {@link #close}. */
    public PcapngExport(OutputStream out, ExportOptions options) throws IOException {
        this.out = out;
        this.options = options;
        this.blocks = new PcapngBlocks(out);
        blocks.begin();
    }

    /** The Wireshark dissector for what the packets carry, a Lua script; the caller closes it. */
    public static InputStream dissector() {
        return Objects.requireNonNull(
                ImportOptions.class.getResourceAsStream("pcfs-sata.lua"), "pcfs-sata.lua is not in the jar");
    }

    /** Packets written so far. */
    public long packets() {
        return packets;
    }

    /** A console connected. */
    public void opened(long stream, long timeNanos, StreamAddresses ends) throws IOException {
        ExportedStream begun = begin(stream, timeNanos, ends);
        begun.pendingComments.add(0, new Remark.Begun(stream, ends).text());
        begun.advance(Direction.CONSOLE_TO_HOST, 1);
        ask(begun, timeNanos);
    }

    /** A stream whose beginning was not seen: it has no handshake. */
    public void joined(long stream, long timeNanos, StreamAddresses ends) throws IOException {
        ExportedStream begun = begin(stream, timeNanos, ends);
        begun.established = true;
        begun.pendingComments.add(0, new Remark.Begun(stream, ends).text());
        send(begun, Direction.CONSOLE_TO_HOST, TcpFrame.ACK, timeNanos);
    }

    /** Bytes of a stream. The comments are shown with the last packet that carries them. */
    public void data(
            long stream,
            Direction direction,
            long timeNanos,
            byte[] bytes,
            int offset,
            int length,
            List<String> comments)
            throws IOException {
        ExportedStream of = open.get(stream);
        if (of == null) {
            return;
        }
        establish(of);
        of.pendingComments.addAll(comments);
        int room = TcpFrame.room(options.mtuBytes(), of.ipv4());
        for (int done = 0; done < length; ) {
            int now = Math.min(room, length - done);
            boolean last = done + now == length;
            int flags = TcpFrame.ACK | (last ? TcpFrame.PSH : 0);
            List<String> said = last ? of.takeComments() : List.of();
            write(of, direction, flags, timeNanos, bytes, offset + done, now, said);
            of.advance(direction, now);
            done += now;
            if (of.sent(direction, now) >= ACKNOWLEDGE_BYTES) {
                send(of, direction.opposite(), TcpFrame.ACK, timeNanos);
            }
        }
    }

    /** Bytes that were not recorded. */
    public void gap(long stream, Gap gap) throws IOException {
        ExportedStream of = open.get(stream);
        if (of == null) {
            return;
        }
        establish(of);
        of.advance(Direction.CONSOLE_TO_HOST, gap.toHostBytes());
        of.advance(Direction.HOST_TO_CONSOLE, gap.toConsoleBytes());
        say(of, new Remark.Lost(gap), gap.toNanos());
    }

    /** Data of which the journal has the length and checksums only. */
    public void reduced(long stream, ReducedBytes data) throws IOException {
        ExportedStream of = open.get(stream);
        if (of == null) {
            return;
        }
        establish(of);
        of.advance(data.direction(), data.countedBytes());
        String way = data.direction() == Direction.CONSOLE_TO_HOST ? "written data" : "read data";
        of.pendingComments.add("reduced: " + data.countedBytes() + " bytes of " + way
                + " are not in the journal, SHA-256 " + HexFormat.of().formatHex(data.digest()));
    }

    /** Requests and answers that somebody had taken out of the capture. */
    public void omitted(long stream, long timeNanos, Omission omission) throws IOException {
        ExportedStream of = open.get(stream);
        if (of != null) {
            establish(of);
            say(of, new Remark.LeftOut(omission), timeNanos);
        }
    }

    /** Something that is not traffic, of a stream, or of the tap itself when it is stream 0. */
    public void noted(long stream, long timeNanos, String text) throws IOException {
        ExportedStream of = open.get(stream);
        if (of != null) {
            say(of, new Remark.Said(text), timeNanos);
        } else if (stream == 0) {
            int frameBytes = frame.buildOfNobody();
            blocks.packet(timeNanos, frame.bytes(), frameBytes, List.of(new Remark.Said(text).text()));
            packets++;
        }
    }

    /** Something to be shown with the stream's next packet. */
    public void commented(long stream, String text) {
        ExportedStream of = open.get(stream);
        if (of != null) {
            of.pendingComments.add(text);
        }
    }

    /** The stream is over. */
    public void closed(long stream, long timeNanos, CloseReason reason) throws IOException {
        ExportedStream of = open.remove(stream);
        if (of == null) {
            return;
        }
        ports.release(stream, of.console, of.host);
        if (reason != CloseReason.UPSTREAM_UNREACHABLE) {
            establish(of);
        }
        of.pendingComments.add(0, new Remark.Over(reason).text());
        switch (reason) {
            case CLIENT -> finish(of, Direction.CONSOLE_TO_HOST, timeNanos);
            case SERVER -> finish(of, Direction.HOST_TO_CONSOLE, timeNanos);
            case CLIENT_RESET -> send(of, Direction.CONSOLE_TO_HOST, TcpFrame.RST | TcpFrame.ACK, timeNanos);
            case SERVER_RESET, UPSTREAM_UNREACHABLE ->
                send(of, Direction.HOST_TO_CONSOLE, TcpFrame.RST | TcpFrame.ACK, timeNanos);
            // Nobody ended the connection on the wire, or nobody knows who; the remark says why it is over.
            case SHUTDOWN, END_OF_CAPTURE, CLIENT_LOST, SERVER_LOST, HALF_CLOSED ->
                send(of, Direction.CONSOLE_TO_HOST, TcpFrame.ACK, timeNanos);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private ExportedStream begin(long stream, long timeNanos, StreamAddresses ends) throws IOException {
        Endpoint host = addresses.endpoint(ends.server(), HOST_PORT);
        Endpoint wanted = addresses.endpoint(ends.client(), ConsolePorts.FIRST_SPARE);
        Endpoint console = ports.take(stream, wanted, host);
        ExportedStream begun = new ExportedStream(stream, console, host, timeNanos);
        if (!console.equals(wanted)) {
            begun.pendingComments.add("the console's port was " + wanted.port() + ", which another open stream has");
        }
        open.put(stream, begun);
        name(console, console.sameAddress(host) ? "" : options.consoleName());
        name(host, options.hostName());
        return begun;
    }

    private void name(Endpoint endpoint, String name) throws IOException {
        String shown = addresses.standsForName(endpoint) ? addresses.nameOf(endpoint) : name;
        if (!shown.isEmpty() && named.add(endpoint.withPort(0))) {
            blocks.name(endpoint, shown);
        }
    }

    private void ask(ExportedStream of, long timeNanos) throws IOException {
        of.advance(Direction.CONSOLE_TO_HOST, -1);
        send(of, Direction.CONSOLE_TO_HOST, TcpFrame.SYN, timeNanos);
        of.advance(Direction.CONSOLE_TO_HOST, 1);
    }

    private void establish(ExportedStream of) throws IOException {
        if (!of.established) {
            of.established = true;
            send(of, Direction.HOST_TO_CONSOLE, TcpFrame.SYN | TcpFrame.ACK, of.openedNanos);
            of.advance(Direction.HOST_TO_CONSOLE, 1);
            send(of, Direction.CONSOLE_TO_HOST, TcpFrame.ACK, of.openedNanos);
        }
    }

    /**
     * A remark has a packet of its own, so that it stands at its place among all streams: an acknowledgement, or the SYN
     * again while the host may never answer.
     */
    private void say(ExportedStream of, Remark remark, long timeNanos) throws IOException {
        of.pendingComments.add(0, remark.text());
        if (of.established) {
            send(of, Direction.CONSOLE_TO_HOST, TcpFrame.ACK, timeNanos);
        } else {
            ask(of, timeNanos);
        }
    }

    private void finish(ExportedStream of, Direction first, long timeNanos) throws IOException {
        send(of, first, TcpFrame.FIN | TcpFrame.ACK, timeNanos);
        of.advance(first, 1);
        send(of, first.opposite(), TcpFrame.FIN | TcpFrame.ACK, timeNanos);
        of.advance(first.opposite(), 1);
        send(of, first, TcpFrame.ACK, timeNanos);
    }

    private void send(ExportedStream of, Direction direction, int flags, long timeNanos) throws IOException {
        write(of, direction, flags, timeNanos, NOTHING, 0, 0, of.takeComments());
    }

    private void write(
            ExportedStream of,
            Direction direction,
            int flags,
            long timeNanos,
            byte[] bytes,
            int offset,
            int length,
            List<String> comments)
            throws IOException {
        boolean acknowledges = (flags & TcpFrame.ACK) != 0;
        boolean reset = (flags & TcpFrame.RST) != 0 && !of.established;
        TcpFrame.Header header = new TcpFrame.Header(
                direction == Direction.CONSOLE_TO_HOST,
                of.from(direction),
                of.from(direction.opposite()),
                reset ? 0 : of.next(direction),
                acknowledges ? of.next(direction.opposite()) : 0,
                flags,
                ++identification,
                Math.min(0xFFFF, TcpFrame.room(options.mtuBytes(), of.ipv4())));
        int frameBytes = frame.build(header, bytes, offset, length);
        blocks.packet(timeNanos, frame.bytes(), frameBytes, comments);
        of.acknowledges(direction);
        packets++;
    }
}
