package dev.pcfstap.pcap.file;

/**
 * A block of memory that packets are views into. A slab is filled again when its turn comes, and its generation then
 * changes: whoever kept a view can tell whether it still shows what it showed. Confined to the reading thread.
 */
public final class Slab {
    private final byte[] bytes;
    private long generation;

    /** A slab over {@code bytes}, which it keeps. */
    public Slab(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The memory itself. Only the owner writes it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Changes when the slab is filled again. */
    public long generation() {
        return generation;
    }

    void reuse() {
        generation++;
    }
}
