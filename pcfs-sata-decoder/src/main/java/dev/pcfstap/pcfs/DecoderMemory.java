package dev.pcfstap.pcfs;

import it.unimi.dsi.fastutil.objects.ObjectCollection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What all streams of a decoder together make it remember: packets that are not whole yet, bytes that do not decode, requests
 * that wait, descriptors. When it becomes too much, whoever holds most lets go of it, with a note. Confined to the decoder's
 * thread.
 *
 * <p>A thousand streams may each stay within the bounds of a stream, and use up any heap all the same.
 */
final class DecoderMemory {
    /** What holds no more than this keeps it: every packet that decodes to something is shorter. */
    static final int SMALL_BYTES = 2048;

    /** What is still kept of bytes that are let go of: as many as the {@code tap} format shows. */
    static final int KEPT_BYTES = 256;

    /** About what an object costs beside the bytes that came. */
    static final int OBJECT_BYTES = 128;

    private static final Comparator<Part> LARGEST_FIRST = Comparator.comparingLong(Part::heldBytes)
            .reversed()
            .thenComparingLong(part -> part.owner().stream())
            .thenComparing(Part::kind);

    private final long limitBytes;
    private long heldBytes;
    private long sheddingBytes;

    /** One thing that a stream makes the decoder remember. */
    enum Kind {
        ASKING,
        ANSWERING,
        OUTSTANDING,
        FILES,
        FOLDERS
    }

    private record Part(StreamDecoder owner, Kind kind, long heldBytes) {}

    DecoderMemory(long limitBytes) {
        this.limitBytes = limitBytes;
        this.sheddingBytes = limitBytes;
    }

    long limitBytes() {
        return limitBytes;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** A stream holds so many bytes more, or fewer. */
    void changed(long bytes) {
        heldBytes += bytes;
    }

    boolean isOver() {
        return heldBytes > sheddingBytes;
    }

    /**
     * Makes the largest let go until an eighth is free, so that looking for them costs little for each byte that comes. If all
     * that is left is small, the next look waits until as much has come again.
     */
    void shed(ObjectCollection<StreamDecoder> streams, long timeNanos) {
        long target = limitBytes - limitBytes / 8;
        List<Part> parts = new ArrayList<>();
        for (StreamDecoder stream : streams) {
            for (Kind kind : Kind.values()) {
                long held = stream.heldBytes(kind);
                if (held > SMALL_BYTES) {
                    parts.add(new Part(stream, kind, held));
                }
            }
        }
        parts.sort(LARGEST_FIRST);
        for (Part part : parts) {
            if (heldBytes <= target) {
                break;
            }
            part.owner.letGo(part.kind, limitBytes, timeNanos);
        }
        sheddingBytes = Math.max(limitBytes, heldBytes + limitBytes / 8);
    }
}
