package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.WireText;

/** The text of a request, from its arrow to its closing brace, that {@code cat-dev} and {@code tap} share. */
final class RequestText implements Operation.Visitor<TextBuffer> {
    private static final byte[] CREATE_FOLDER = ascii("->CreateFolder {path=");
    private static final byte[] OPEN_FOLDER = ascii("->OpenFolder   {path=");
    private static final byte[] READ_FOLDER = ascii("->ReadFolder   {path=");
    private static final byte[] REWIND_FOLDER = ascii("->RewindFolder {path=");
    private static final byte[] CLOSE_FOLDER = ascii("->CloseFolder  {path=");
    private static final byte[] OPEN_FILE = ascii("->OpenFile     {path=");
    private static final byte[] READ_FILE = ascii("->ReadFile     {path=");
    private static final byte[] WRITE_FILE = ascii("->WriteFile    {path=");
    private static final byte[] SET_FILE_POS = ascii("->SetFilePos   {path=");
    private static final byte[] STAT_FILE = ascii("->StatFile     {path=");
    private static final byte[] CLOSE_FILE = ascii("->CloseFile    {path=");
    private static final byte[] REMOVE = ascii("->Remove       {path=");
    private static final byte[] RENAME = ascii("->Rename       {source=");
    private static final byte[] QUERY_PATH = ascii("->QueryPath    {path=");
    private static final byte[] CHANGE_OWNER = ascii("->ChangeOwner  {path=");
    private static final byte[] CHANGE_MODE = ascii("->ChangeMode   {path=");
    private static final byte[] PING = ascii("->Ping         {supports_ffio=");
    private static final byte[] UNKNOWN = ascii("->Unknown      {data=");
    private static final byte[] MODE = ascii(",mode=");
    private static final byte[] MOVE_TO = ascii(",move_to=");
    private static final byte[] TOTAL_SIZE = ascii(",total_size=");
    private static final byte[] DEST = ascii(",dest=");
    private static final byte[] QUERY_TYPE = ascii(",query_type=");
    private static final byte[] UID = ascii(",uid=");
    private static final byte[] GID = ascii(",gid=");
    private static final byte[] SUPPORTS_CSR = ascii(",supports_csr=");
    private static final byte[] FIRST_READ_SIZE = ascii(",first_read_size=");
    private static final byte[] FIRST_WRITE_SIZE = ascii(",first_write_size=");
    private static final byte[] NO_PATH = ascii("<Unknown; ");
    private static final byte[] NO_PATH_IN_TRANSFER = ascii("<Unknown ");

    private final Wording wording;
    private TextBuffer out = new TextBuffer(0);

    RequestText(Wording wording) {
        this.wording = wording;
    }

    void print(Operation operation, TextBuffer target) {
        out = target;
        operation.accept(this);
    }

    void printUnknown(RawBytes raw, TextBuffer target) {
        wording.data(raw, target.put(UNKNOWN));
        target.put('}');
    }

    @Override
    public TextBuffer createFolder(Operation.CreateFolder operation) {
        return path(CREATE_FOLDER, operation.path())
                .put(MODE)
                .put(Words.mode(operation.writable()))
                .put('}');
    }

    @Override
    public TextBuffer openFolder(Operation.OpenFolder operation) {
        return path(OPEN_FOLDER, operation.path()).put('}');
    }

    @Override
    public TextBuffer readFolder(Operation.ReadFolder operation) {
        return descriptor(READ_FOLDER, operation.folder()).put('}');
    }

    @Override
    public TextBuffer rewindFolder(Operation.RewindFolder operation) {
        return descriptor(REWIND_FOLDER, operation.folder()).put('}');
    }

    @Override
    public TextBuffer closeFolder(Operation.CloseFolder operation) {
        return descriptor(CLOSE_FOLDER, operation.folder()).put('}');
    }

    @Override
    public TextBuffer openFile(Operation.OpenFile operation) {
        path(OPEN_FILE, operation.path()).put(MODE);
        wording.text(operation.mode(), out);
        return out.put('}');
    }

    @Override
    public TextBuffer readFile(Operation.ReadFile operation) {
        return descriptor(READ_FILE, operation.file(), NO_PATH_IN_TRANSFER)
                .put(MOVE_TO)
                .put(Words.of(operation.moveTo()))
                .put(TOTAL_SIZE)
                // The reference multiplies in 32 bits.
                .decimal(operation.sizeBytes() & 0xFFFF_FFFFL)
                .put('}');
    }

    @Override
    public TextBuffer writeFile(Operation.WriteFile operation) {
        return descriptor(WRITE_FILE, operation.file(), NO_PATH_IN_TRANSFER)
                .put(MOVE_TO)
                .put(Words.of(operation.moveTo()))
                .put('}');
    }

    @Override
    public TextBuffer setFilePosition(Operation.SetFilePosition operation) {
        return descriptor(SET_FILE_POS, operation.file())
                .put(MOVE_TO)
                .put(Words.of(operation.moveTo()))
                .put('}');
    }

    @Override
    public TextBuffer statFile(Operation.StatFile operation) {
        return descriptor(STAT_FILE, operation.file()).put('}');
    }

    @Override
    public TextBuffer closeFile(Operation.CloseFile operation) {
        return descriptor(CLOSE_FILE, operation.file()).put('}');
    }

    @Override
    public TextBuffer remove(Operation.Remove operation) {
        return path(REMOVE, operation.path()).put('}');
    }

    @Override
    public TextBuffer rename(Operation.Rename operation) {
        path(RENAME, operation.source()).put(DEST);
        wording.text(operation.destination(), out);
        return out.put('}');
    }

    @Override
    public TextBuffer queryPath(Operation.QueryPath operation) {
        return path(QUERY_PATH, operation.path())
                .put(QUERY_TYPE)
                .put(Words.of(operation.type()))
                .put('}');
    }

    @Override
    public TextBuffer changeOwner(Operation.ChangeOwner operation) {
        return path(CHANGE_OWNER, operation.path())
                .put(UID)
                .decimal(operation.uid())
                .put(GID)
                .decimal(operation.gid())
                .put('}');
    }

    @Override
    public TextBuffer changeMode(Operation.ChangeMode operation) {
        return path(CHANGE_MODE, operation.path())
                .put(MODE)
                .put(Words.mode(operation.writable()))
                .put('}');
    }

    @Override
    public TextBuffer ping(Operation.Ping operation) {
        return out.put(PING)
                .put(Words.of(operation.supportsFfio()))
                .put(SUPPORTS_CSR)
                .put(Words.of(operation.supportsCsr()))
                .put(FIRST_READ_SIZE)
                .decimal(operation.firstReadSize())
                .put(FIRST_WRITE_SIZE)
                .decimal(operation.firstWriteSize())
                .put('}');
    }

    @Override
    public TextBuffer unknown(Operation.Unknown operation) {
        printUnknown(operation.raw(), out);
        return out;
    }

    private TextBuffer path(byte[] name, WireText path) {
        wording.text(path, out.put(name));
        return out;
    }

    private TextBuffer descriptor(byte[] name, Descriptor descriptor) {
        return descriptor(name, descriptor, NO_PATH);
    }

    private TextBuffer descriptor(byte[] name, Descriptor descriptor, byte[] noPath) {
        WireText path = descriptor.path();
        if (path != null && wording.showsPathOf(descriptor)) {
            return path(name, path);
        }
        return out.put(name).put(noPath).decimal(descriptor.number()).put('>');
    }
}
