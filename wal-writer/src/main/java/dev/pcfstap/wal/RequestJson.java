package dev.pcfstap.wal;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.MoveTo;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.WireText;

/** A request's own fields. */
final class RequestJson implements Operation.Visitor<TextBuffer> {
    private static final byte[] PATH = JsonText.key("path");
    private static final byte[] PATH_BYTES = JsonText.key("pathBytes");
    private static final byte[] FD = JsonText.key("fd");
    private static final byte[] MODE = JsonText.key("mode");
    private static final byte[] UNLOCK = JsonText.key("unlock");
    private static final byte[] MOVE_TO = JsonText.key("move_to");
    private static final byte[] BLOCK_COUNT = JsonText.key("block_count");
    private static final byte[] BLOCK_SIZE = JsonText.key("block_size");
    private static final byte[] TOTAL_SIZE = JsonText.key("total_size");
    private static final byte[] SOURCE = JsonText.key("source");
    private static final byte[] SOURCE_BYTES = JsonText.key("sourceBytes");
    private static final byte[] DEST = JsonText.key("dest");
    private static final byte[] DEST_BYTES = JsonText.key("destBytes");
    private static final byte[] COPY = JsonText.key("copy");
    private static final byte[] QUERY_TYPE = JsonText.key("query_type");
    private static final byte[] CREATE_FOLDER = JsonText.key("create_folder");
    private static final byte[] UID = JsonText.key("uid");
    private static final byte[] GID = JsonText.key("gid");
    private static final byte[] SUPPORTS_FFIO = JsonText.key("supports_ffio");
    private static final byte[] SUPPORTS_CSR = JsonText.key("supports_csr");
    private static final byte[] FIRST_READ_SIZE = JsonText.key("first_read_size");
    private static final byte[] FIRST_WRITE_SIZE = JsonText.key("first_write_size");
    private static final byte[] REASON = JsonText.key("reason");

    private TextBuffer out = new TextBuffer(0);

    void print(Operation operation, TextBuffer target) {
        out = target;
        operation.accept(this);
    }

    /** Prints only what paths the operation is about, as its own fields show them. */
    void printPaths(Operation operation, TextBuffer target) {
        out = target;
        WireText path = operation.path();
        if (operation instanceof Operation.Rename rename) {
            text(SOURCE, SOURCE_BYTES, rename.source());
            text(DEST, DEST_BYTES, rename.destination());
        } else if (path != null) {
            path(path);
        } else if (!(operation instanceof Operation.Ping || operation instanceof Operation.Unknown)) {
            JsonText.nothing(out.put(PATH));
        }
    }

    @Override
    public TextBuffer createFolder(Operation.CreateFolder operation) {
        path(operation.path());
        return JsonText.string(Words.mode(operation.writable()), out.put(MODE));
    }

    @Override
    public TextBuffer openFolder(Operation.OpenFolder operation) {
        return path(operation.path());
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
        path(operation.path());
        JsonText.string(operation.mode(), out.put(MODE));
        return out.put(UNLOCK).put(Words.of(operation.unlock()));
    }

    @Override
    public TextBuffer readFile(Operation.ReadFile operation) {
        descriptor(operation.file());
        return transfer(operation.moveTo(), operation.blockCount(), operation.blockSize(), operation.sizeBytes());
    }

    @Override
    public TextBuffer writeFile(Operation.WriteFile operation) {
        descriptor(operation.file());
        return transfer(operation.moveTo(), operation.blockCount(), operation.blockSize(), operation.sizeBytes());
    }

    @Override
    public TextBuffer setFilePosition(Operation.SetFilePosition operation) {
        descriptor(operation.file());
        return JsonText.string(Words.of(operation.moveTo()), out.put(MOVE_TO));
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
        return path(operation.path());
    }

    @Override
    public TextBuffer rename(Operation.Rename operation) {
        text(SOURCE, SOURCE_BYTES, operation.source());
        text(DEST, DEST_BYTES, operation.destination());
        return out.put(COPY).put(Words.of(operation.copy()));
    }

    @Override
    public TextBuffer queryPath(Operation.QueryPath operation) {
        path(operation.path());
        JsonText.string(Words.of(operation.type()), out.put(QUERY_TYPE));
        return out.put(CREATE_FOLDER).put(Words.of(operation.createFolder()));
    }

    @Override
    public TextBuffer changeOwner(Operation.ChangeOwner operation) {
        return path(operation.path()).put(UID).decimal(operation.uid()).put(GID).decimal(operation.gid());
    }

    @Override
    public TextBuffer changeMode(Operation.ChangeMode operation) {
        path(operation.path());
        return JsonText.string(Words.mode(operation.writable()), out.put(MODE));
    }

    @Override
    public TextBuffer ping(Operation.Ping operation) {
        return out.put(SUPPORTS_FFIO)
                .put(Words.of(operation.supportsFfio()))
                .put(SUPPORTS_CSR)
                .put(Words.of(operation.supportsCsr()))
                .put(FIRST_READ_SIZE)
                .decimal(operation.firstReadSize())
                .put(FIRST_WRITE_SIZE)
                .decimal(operation.firstWriteSize());
    }

    @Override
    public TextBuffer unknown(Operation.Unknown operation) {
        JsonText.string(operation.reason(), out.put(REASON));
        JsonFormat.raw(operation.raw(), out);
        return out;
    }

    private TextBuffer path(WireText path) {
        return text(PATH, PATH_BYTES, path);
    }

    private TextBuffer text(byte[] key, byte[] bytesKey, WireText text) {
        JsonText.string(text, out.put(key));
        return text.isUtf8() ? out : JsonText.base64(text.viewBytes(), out.put(bytesKey));
    }

    private TextBuffer descriptor(Descriptor descriptor) {
        WireText path = descriptor.path();
        if (path == null) {
            JsonText.nothing(out.put(PATH));
        } else {
            path(path);
        }
        return out.put(FD).decimal(descriptor.number());
    }

    private TextBuffer transfer(MoveTo moveTo, long blockCount, long blockSize, long sizeBytes) {
        JsonText.string(Words.of(moveTo), out.put(MOVE_TO));
        out.put(BLOCK_COUNT).decimal(blockCount).put(BLOCK_SIZE).decimal(blockSize);
        return JsonText.number(sizeBytes, out.put(TOTAL_SIZE));
    }
}
