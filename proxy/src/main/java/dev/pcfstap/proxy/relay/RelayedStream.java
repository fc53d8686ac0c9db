package dev.pcfstap.proxy.relay;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamTap;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A console's connection and the connection to the host that belongs to it. Confined to the event loop of both.
 *
 * <p>Every chunk goes through the {@link RingGate}. A side is read while the other one takes its bytes and the gate is open.
 * An end of stream is passed on after the last byte before it; when both ends have been passed on, the stream is over. When
 * one connection breaks, the other one is reset.
 */
final class RelayedStream implements Side.Events, RingGate.Exit, WriteAhead.Exit {
    private static final Logger LOG = LogManager.getLogger(RelayedStream.class);
    private static final long LAST_WRITES_MILLIS = 250;

    private enum State {
        /** The ring is to have the stream's opening first; the console is not read. */
        OPENING,
        /** The host's answer to the connection attempt is awaited; the console is not read. */
        CONNECTING,
        /** Both connections are up. */
        RELAYING,
        /** Nothing is passed on any more. */
        CLOSED
    }

    private final StreamTap tap;
    private final EventExecutor loop;
    private final RelaySetting setting;
    private final Runnable whenClosed;
    private final RingGate gate;
    private final WriteAhead writeAhead;
    private final HalfClose halfClose;
    private final Side console;
    private @Nullable Side host;

    private State state = State.OPENING;
    private @Nullable OpeningFirst opening;
    private @Nullable CloseReason finishedFirst;
    private @Nullable Future<?> lastWritesTimer;

    RelayedStream(NetSocketInternal consoleSocket, StreamTap tap, RelaySetting setting, Runnable whenClosed) {
        this.tap = tap;
        this.loop = consoleSocket.channelHandlerContext().executor();
        this.setting = setting;
        this.whenClosed = whenClosed;
        this.gate = new RingGate(
                tap,
                setting.clock(),
                loop,
                setting.options().maxStall(),
                setting.faults().stalled(),
                this);
        this.writeAhead = new WriteAhead(tap, loop, setting, this);
        this.halfClose = new HalfClose(
                loop,
                setting.options().halfCloseTimeout(),
                setting.halfClosed(),
                this::nothingUnderWay,
                this::endHalfClosed);
        this.console = new Side(consoleSocket, Direction.CONSOLE_TO_HOST, setting, this);
    }

    long number() {
        return tap.stream();
    }

    /** Whether anything may still be passed on. */
    boolean isOpen() {
        return state != State.CLOSED;
    }

    /** Begins: connects to the host as soon as the ring has the stream's opening, or cannot have it in time. */
    void begin(Runnable connect) {
        OpeningFirst first = new OpeningFirst(tap, loop, setting, () -> {
            enter(State.CONNECTING, "opened");
            connect.run();
        });
        opening = first;
        first.begin();
    }

    /** The host accepted the connection: traffic begins. */
    void connected(NetSocketInternal hostSocket) {
        Side side = new Side(hostSocket, Direction.HOST_TO_CONSOLE, setting, this);
        host = side;
        if (state == State.CLOSED) {
            side.reset();
            return;
        }
        enter(State.RELAYING, "connected");
        noteAddress(Endpoint.textOf(side.remoteAddress()));
        gate.open();
    }

    /** The opening has the upstream as it was given, as it comes before the connection. */
    private void noteAddress(String address) {
        String upstream = setting.options().upstream().toString();
        if (!address.equals(upstream)) {
            tap.note(setting.clock().epochNanos(), "the upstream " + upstream + " is " + address);
        }
    }

    /** The host cannot be reached: the console is told by a reset. */
    void unreachable(String why) {
        if (state != State.CLOSED) {
            tap.note(setting.clock().epochNanos(), "upstream unreachable: " + why);
            close(CloseReason.UPSTREAM_UNREACHABLE);
            console.reset();
        }
    }

    /** Breaks the stream if one of its peers has not acknowledged anything for too long. */
    void lookForLostPeers() {
        Side other = host;
        if (state == State.CLOSED) {
            return;
        }
        if (console.isSilent(setting.options().keepAlive())) {
            broken(console);
        } else if (other != null && other.isSilent(setting.options().keepAlive())) {
            broken(other);
        }
    }

    /** Whether all that came has left, both ways. */
    private boolean nothingUnderWay() {
        Side other = host;
        return gate.isFlowing()
                && writeAhead.isEmpty()
                && console.hasWritten()
                && (other == null || other.hasWritten());
    }

    private void endHalfClosed(String why) {
        if (state != State.CLOSED) {
            tap.note(setting.clock().epochNanos(), why);
            close(CloseReason.HALF_CLOSED);
            closeSides();
        }
    }

    /** The tap stops: what was read is still passed on, then both connections are closed. */
    void shutDown() {
        if (state != State.CLOSED) {
            gate.force();
            close(CloseReason.SHUTDOWN);
            closeSides();
        }
    }

    @Override
    public void received(Side from, ByteBuf buffer) {
        if (state == State.CLOSED) {
            buffer.release();
        } else {
            halfClose.spoke(from.sends());
            gate.arrived(from.sends(), buffer);
        }
    }

    @Override
    public void forward(Direction direction, ByteBuf buffer) {
        if (direction == Direction.HOST_TO_CONSOLE) {
            send(host, console, buffer);
        } else if (setting.options().writeAhead()) {
            writeAhead.arrived(buffer);
            if (!writeAhead.keepsUp()) {
                console.read(false);
            }
        } else {
            forwardRequest(buffer);
        }
    }

    @Override
    public void forwardRequest(ByteBuf buffer) {
        send(console, host, buffer);
    }

    private static void send(@Nullable Side from, @Nullable Side to, ByteBuf buffer) {
        if (from == null || to == null) {
            buffer.release();
            return;
        }
        to.write(buffer);
        if (!to.keepsUp()) {
            from.read(false);
        }
    }

    @Override
    public void nothingHeld() {
        if (gate.isFlowing()) {
            flowing();
        }
    }

    @Override
    public void stalled() {
        console.read(false);
        Side other = host;
        if (other != null) {
            other.read(false);
        }
    }

    @Override
    public void flowing() {
        readWhatIsTaken();
        passEnds();
    }

    @Override
    public void ended(Side side) {
        if (state == State.CLOSED) {
            return;
        }
        if (side.isUnwritable()) {
            broken(side);
            return;
        }
        if (finishedFirst == null) {
            finishedFirst = side == console ? CloseReason.CLIENT : CloseReason.SERVER;
        }
        halfClose.ended(side.sends());
        passEnds();
    }

    @Override
    public void failed(Side side, Throwable cause) {
        if (state != State.CLOSED) {
            LOG.debug("s{}: a connection failed: {}", number(), cause.toString());
            broken(side);
        }
    }

    @Override
    public void written(Side side) {
        halfClose.moved();
        if (gate.isFlowing()) {
            readWhatIsTaken();
        }
    }

    @Override
    public void unwritable(Side side) {
        // Its own end or failure follows, after what it sent before; if its end has come already, nothing else will.
        if (state != State.CLOSED && side.inputEnded()) {
            broken(side);
        }
    }

    @Override
    public void finished(Side side) {
        Side other = host;
        if (state != State.CLOSED && other != null && console.isFinished() && other.isFinished()) {
            close(finishedFirst == null ? CloseReason.CLIENT : finishedFirst);
            closeSides();
        }
    }

    @Override
    public void closed(Side side) {
        Side other = host;
        Future<?> timer = lastWritesTimer;
        if (state != State.CLOSED) {
            broken(side);
        } else if (timer != null && console.isClosed() && (other == null || other.isClosed())) {
            timer.cancel(false);
        }
    }

    @Override
    public void bug(Throwable failure) {
        try {
            LOG.error("s{}: a bug in the relay ends this connection", number(), failure);
            if (state != State.CLOSED) {
                tap.note(setting.clock().epochNanos(), "the relay failed: " + failure);
                close(CloseReason.SHUTDOWN);
            }
        } finally {
            resetSides();
        }
    }

    /** A connection broke: what it sent before is passed on as far as possible, and the other one is reset. */
    private void broken(Side side) {
        gate.force();
        if (side.isLost()) {
            close(side == console ? CloseReason.CLIENT_LOST : CloseReason.SERVER_LOST);
            resetSides();
            return;
        }
        CloseReason finished = side == console ? CloseReason.CLIENT : CloseReason.SERVER;
        CloseReason reset = side == console ? CloseReason.CLIENT_RESET : CloseReason.SERVER_RESET;
        // Who has finished, and then resets what the other side still sends, has simply closed.
        close(finishedFirst == finished ? finished : reset);
        resetSides();
    }

    /** Reads each side whose peer takes what it is sent. */
    private void readWhatIsTaken() {
        Side other = host;
        if (other != null) {
            console.read(other.keepsUp() && writeAhead.keepsUp());
            other.read(console.keepsUp());
        }
    }

    /** Passes the end of a side on to the other one, once nothing that came before it is held. */
    private void passEnds() {
        Side other = host;
        if (other == null || !gate.isFlowing()) {
            return;
        }
        if (console.inputEnded() && writeAhead.isEmpty()) {
            other.finish();
        }
        if (other.inputEnded()) {
            console.finish();
        }
    }

    private void close(CloseReason reason) {
        enter(State.CLOSED, reason.token());
        OpeningFirst first = opening;
        if (first != null) {
            first.cancel();
        }
        gate.shut();
        halfClose.over();
        writeAhead.shut();
        tap.close(setting.clock().epochNanos(), reason);
        whenClosed.run();
    }

    private void closeSides() {
        console.closeAfterWrites();
        Side other = host;
        if (other != null) {
            other.closeAfterWrites();
        }
        lastWritesTimer = loop.schedule(this::resetSides, LAST_WRITES_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void resetSides() {
        console.reset();
        Side other = host;
        if (other != null) {
            other.reset();
        }
    }

    private void enter(State next, String reason) {
        LOG.debug("s{}: {} -> {}: {}", number(), state, next, reason);
        state = next;
    }
}
