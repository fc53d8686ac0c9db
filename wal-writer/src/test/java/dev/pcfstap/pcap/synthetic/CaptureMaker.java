package dev.pcfstap.pcap.synthetic;

import java.util.ArrayList;
import java.util.List;

/** From segments to the bytes of a capture file. Mutable; each setter returns it. */
public final class CaptureMaker {
    /** When the first frame is captured, nanoseconds since 1970. */
    public static final long START_NANOS = 1_760_000_000_123_456_000L;

    /** From one frame to the next. */
    public static final long STEP_NANOS = 100_001_000;

    private Network network = Network.IPV4;
    private Link link = Link.ETHERNET;
    private Container container = Container.PCAP_LITTLE;
    private int hostPort = 7500;
    private int snapLength = 262_144;
    private boolean noise;
    private long stepNanos = STEP_NANOS / 1000;

    public CaptureMaker network(Network value) {
        network = value;
        return this;
    }

    public CaptureMaker link(Link value) {
        link = value;
        return this;
    }

    public CaptureMaker container(Container value) {
        container = value;
        return this;
    }

    public CaptureMaker hostPort(int value) {
        hostPort = value;
        return this;
    }

    public CaptureMaker snapLength(int value) {
        snapLength = value;
        return this;
    }

    public CaptureMaker stepNanos(long value) {
        stepNanos = value;
        return this;
    }

    /** Puts traffic of other ports and protocols between the frames. */
    public CaptureMaker noise() {
        noise = true;
        return this;
    }

    public byte[] file(List<Segment> segments) {
        return container.file(frames(segments), link.type, snapLength);
    }

    /** The frames alone, as the link carries them. */
    public List<byte[]> rawFrames(List<Segment> segments) {
        return frames(segments).stream().map(frame -> frame.bytes).toList();
    }

    private List<Frame> frames(List<Segment> segments) {
        IpPackets packets = new IpPackets(network, hostPort);
        IpPackets others = new IpPackets(network, 8080);
        List<Frame> frames = new ArrayList<>();
        long time = START_NANOS;
        for (Segment segment : segments) {
            for (byte[] packet : packets.of(segment)) {
                frames.add(new Frame(time, link.frame(packet)));
            }
            if (noise) {
                others.of(segment).forEach(packet -> frames.add(frame(segment.sequence, packet)));
            }
            time += stepNanos;
        }
        return retimed(frames);
    }

    /** Noise: another port; or UDP, or no IP at all, in its place. */
    private Frame frame(int seed, byte[] packet) {
        if (seed % 3 == 1) {
            return new Frame(START_NANOS, new byte[] {(byte) 0xFF, (byte) 0xFF, 1, 2});
        }
        if (seed % 3 == 0) {
            packet[network.isIpv6() ? 6 : 9] = 17;
        }
        return new Frame(START_NANOS, link.frame(packet));
    }

    private List<Frame> retimed(List<Frame> frames) {
        List<Frame> retimed = new ArrayList<>();
        long time = START_NANOS;
        for (Frame frame : frames) {
            retimed.add(new Frame(time, frame.bytes));
            time += stepNanos;
        }
        return retimed;
    }
}
