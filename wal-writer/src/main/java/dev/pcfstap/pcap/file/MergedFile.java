package dev.pcfstap.pcap.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several files, and its next packet, which waits in the file's slab until it is handed on. Confined to the reading
 * thread.
 */
final class MergedFile implements PacketConsumer {
    /** A step back below this is the disorder of several queues of one machine, not a clock that was set. */
    private static final long SMALL_STEP_NANOS = 1_000_000_000L;

    private static final int MAX_DAMAGES = 1000;

    private final MergeInput input;
    private final int place;
    private final PacketConsumer packets;
    private final Runnable progress;
    private final List<String> damages = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private @Nullable CaptureFile file;
    private boolean looking;
    private boolean has;
    private boolean backSaid;
    private long latestNanos = Long.MIN_VALUE;
    private long readBytes;
    private long totalBytes;

    private Slab slab = new Slab(new byte[0]);
    private int offset;
    private int capturedBytes;
    private long wireBytes;
    private int linkType;
    private long headNanos;

    MergedFile(MergeInput input, int place, PacketConsumer packets, Runnable progress) {
        this.input = input;
        this.place = place;
        this.packets = packets;
        this.progress = progress;
    }

    String name() {
        return input.name();
    }

    /** Its place on the command line. */
    int place() {
        return place;
    }

    /** The next packet's time. */
    long headNanos() {
        return headNanos;
    }

    boolean hasPacket() {
        return has;
    }

    boolean isOpen() {
        return file != null;
    }

    long readBytes() {
        return readBytes;
    }

    long totalBytes() {
        return totalBytes;
    }

    /** Finds the first packet, and closes the file again if it can be opened anew: what is damaged is said then. */
    void look() throws CaptureException {
        looking = input.reopens();
        try {
            open();
            advance();
        } finally {
            looking = false;
            if (!has) {
                damages.forEach(packets::damaged);
            }
            damages.clear();
        }
        if (has && input.reopens()) {
            close();
        }
    }

    /** Opens the file when its turn has come, at its first packet. */
    void reopen() throws CaptureException {
        latestNanos = Long.MIN_VALUE;
        comments.clear();
        open();
        advance();
    }

    private void open() throws CaptureException {
        CaptureFile opened = input.open();
        file = opened;
        totalBytes = opened.totalBytes();
        opened.begin(this, read -> {
            readBytes = read;
            progress.run();
        });
    }

    /** Hands the next packet on. */
    void handOn() {
        comments.forEach(comment -> packets.commented(comment, headNanos));
        comments.clear();
        packets.packet(slab, offset, capturedBytes, wireBytes, linkType, headNanos);
    }

    /** Goes to the next packet; false when there is none. */
    boolean advance() throws CaptureException {
        has = false;
        CaptureFile from = file;
        boolean more = from != null;
        while (more && !has) {
            more = from != null && from.step();
        }
        return has;
    }

    void close() throws CaptureException {
        CaptureFile closing = file;
        file = null;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public void packet(Slab memory, int at, int captured, long wire, int link, long timeNanos) {
        slab = memory;
        offset = at;
        capturedBytes = captured;
        wireBytes = wire;
        linkType = link;
        headNanos = timeNanos;
        has = true;
        if (latestNanos != Long.MIN_VALUE && latestNanos - timeNanos >= SMALL_STEP_NANOS && !backSaid && !looking) {
            backSaid = true;
            packets.damaged(name() + ": its clock goes back by " + (latestNanos - timeNanos) / SMALL_STEP_NANOS
                    + " s; behind that its packets may not be in their place among those of the other files");
        }
        latestNanos = Math.max(latestNanos, timeNanos);
    }

    @Override
    public void commented(String comment, long timeNanos) {
        comments.add(comment);
    }

    @Override
    public int extentBytes(byte[] bytes, int at, int end, int link) {
        return packets.extentBytes(bytes, at, end, link);
    }

    @Override
    public void damaged(String what) {
        if (!looking) {
            packets.damaged(what);
        } else if (damages.size() < MAX_DAMAGES) {
            damages.add(what);
        }
    }

    @Override
    public void batchEnded() {
        if (!looking) {
            packets.batchEnded();
        }
    }
}
