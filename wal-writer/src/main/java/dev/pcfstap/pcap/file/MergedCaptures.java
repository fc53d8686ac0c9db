package dev.pcfstap.pcap.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Several files as one capture: of the next packets of all files, the earliest is handed on. Files are opened when it is their
 * turn, so that a thousand files that follow each other cost no more memory than two.
 *
 * <p>What no order of time can be given to is said as damage: a clock that goes back inside a file, and more files at once than
 * are kept open. Confined to the reading thread.
 */
public final class MergedCaptures {
    /** Each open file holds up to four slabs. */
    private static final int MAX_OPEN = 16;

    private final PacketConsumer packets;
    private final Progress progress;
    private final Consumer<CaptureException> failed;
    private final PriorityQueue<MergedFile> next =
            new PriorityQueue<>(Comparator.comparingLong(MergedFile::headNanos).thenComparingInt(MergedFile::place));
    private final List<MergedFile> files = new ArrayList<>();
    private int open;
    private boolean tooManySaid;

    /** Is told how many bytes of how many have been read, -1 when that is not known. */
    public interface Progress {
        void progressed(long readBytes, long totalBytes);
    }

    /** Merges files for a consumer, who is told of the packets and damages of all of them. */
    public MergedCaptures(
            List<MergeInput> inputs, PacketConsumer packets, Progress progress, Consumer<CaptureException> failed) {
        this.packets = packets;
        this.progress = progress;
        this.failed = failed;
        for (MergeInput input : inputs) {
            files.add(new MergedFile(input, files.size(), packets, this::tellProgress));
        }
    }

    /** Reads all of them. */
    public void read() {
        for (MergedFile file : files) {
            look(file);
        }
        while (!next.isEmpty()) {
            MergedFile file = next.remove();
            try {
                handOn(file);
            } catch (CaptureException e) {
                failed.accept(e);
                close(file);
            }
        }
        packets.batchEnded();
    }

    /** Finds out when a file begins. */
    private void look(MergedFile file) {
        try {
            file.look();
            open += file.isOpen() ? 1 : 0;
            if (file.hasPacket()) {
                next.add(file);
            } else {
                close(file);
            }
        } catch (CaptureException e) {
            failed.accept(e);
            close(file);
        }
    }

    private void handOn(MergedFile file) throws CaptureException {
        if (!file.isOpen()) {
            if (open >= MAX_OPEN) {
                sayTooMany(file);
                readAlone(file);
                return;
            }
            open++;
            file.reopen();
        }
        if (!file.hasPacket()) {
            close(file);
            return;
        }
        // Up to the next packet of another file, so that files that follow each other cost no more than one alone.
        long until = next.isEmpty() ? Long.MAX_VALUE : next.peek().headNanos();
        do {
            file.handOn();
        } while (file.advance() && file.headNanos() < until);
        if (file.hasPacket()) {
            next.add(file);
        } else {
            close(file);
        }
    }

    private void readAlone(MergedFile file) throws CaptureException {
        open++;
        file.reopen();
        boolean more = file.hasPacket();
        while (more) {
            file.handOn();
            more = file.advance();
        }
        close(file);
    }

    private void sayTooMany(MergedFile file) {
        if (!tooManySaid) {
            tooManySaid = true;
            packets.damaged(
                    file.name() + ": more than " + MAX_OPEN
                            + " files overlap in time; from here on they are not merged by time. Merge them first: mergecap -w NEW FILE...");
        }
    }

    private void close(MergedFile file) {
        try {
            if (file.isOpen()) {
                open--;
                file.close();
            }
        } catch (CaptureException e) {
            failed.accept(e);
        }
    }

    private void tellProgress() {
        long read = 0;
        long total = 0;
        for (MergedFile file : files) {
            read += file.readBytes();
            total = total < 0 || file.totalBytes() < 0 ? -1 : total + file.totalBytes();
        }
        progress.progressed(read, total);
    }
}
