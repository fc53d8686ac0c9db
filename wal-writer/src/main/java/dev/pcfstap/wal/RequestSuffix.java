package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.RawBytes;

/** What the {@code tap} format adds to a request: the descriptor, a write's size, how much data was cut. */
final class RequestSuffix implements Operation.Visitor<TextBuffer> {
    private static final byte[] FD = ascii(" fd=");
    private static final byte[] SIZE = ascii(" size=");
    private static final byte[] BYTES = ascii(" bytes=");
    private static final byte[] CHECKSUM = ascii(" chk=");

    private final SafeWording wording;
    private TextBuffer out = new TextBuffer(0);

    RequestSuffix(SafeWording wording) {
        this.wording = wording;
    }

    void print(Operation operation, TextBuffer target) {
        out = target;
        operation.accept(this);
    }

    /** Appends length and checksum of data that was shown in part. */
    static void cut(RawBytes raw, SafeWording wording, TextBuffer out) {
        if (wording.cuts(raw)) {
            out.put(BYTES)
                    .decimal(raw.length())
                    .put(CHECKSUM)
                    .hex(raw.checksum().value());
        }
    }

    @Override
    public TextBuffer createFolder(Operation.CreateFolder operation) {
        return out;
    }

    @Override
    public TextBuffer openFolder(Operation.OpenFolder operation) {
        return out;
    }

    @Override
    public TextBuffer readFolder(Operation.ReadFolder operation) {
        return descriptor(operation.folder());
    }

    @Override
    public TextBuffer rewindFolder(Operation.RewindFolder operation) {
        return descriptor(operation.folder());
    }

    @Override
    public TextBuffer closeFolder(Operation.CloseFolder operation) {
        return descriptor(operation.folder());
    }

    @Override
    public TextBuffer openFile(Operation.OpenFile operation) {
        return out;
    }

    @Override
    public TextBuffer readFile(Operation.ReadFile operation) {
        return descriptor(operation.file());
    }

    @Override
    public TextBuffer writeFile(Operation.WriteFile operation) {
        return descriptor(operation.file()).put(SIZE).unsigned(operation.sizeBytes());
    }

    @Override
    public TextBuffer setFilePosition(Operation.SetFilePosition operation) {
        return descriptor(operation.file());
    }

    @Override
    public TextBuffer statFile(Operation.StatFile operation) {
        return descriptor(operation.file());
    }

    @Override
    public TextBuffer closeFile(Operation.CloseFile operation) {
        return descriptor(operation.file());
    }

    @Override
    public TextBuffer remove(Operation.Remove operation) {
        return out;
    }

    @Override
    public TextBuffer rename(Operation.Rename operation) {
        return out;
    }

    @Override
    public TextBuffer queryPath(Operation.QueryPath operation) {
        return out;
    }

    @Override
    public TextBuffer changeOwner(Operation.ChangeOwner operation) {
        return out;
    }

    @Override
    public TextBuffer changeMode(Operation.ChangeMode operation) {
        return out;
    }

    @Override
    public TextBuffer ping(Operation.Ping operation) {
        return out;
    }

    @Override
    public TextBuffer unknown(Operation.Unknown operation) {
        cut(operation.raw(), wording, out);
        return out;
    }

    private TextBuffer descriptor(Descriptor descriptor) {
        return out.put(FD).decimal(descriptor.number());
    }
}
