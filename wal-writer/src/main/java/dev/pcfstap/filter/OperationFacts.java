package dev.pcfstap.filter;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.WireText;
import org.jspecify.annotations.Nullable;

/** What a request says, by the fields that filters know. Mutable: filled by visiting an operation, then read. */
final class OperationFacts implements Operation.Visitor<OperationFacts> {
    @Nullable
    String name;

    @Nullable
    WireText path;

    /** Where a Rename leads. */
    @Nullable
    WireText otherPath;

    long descriptor = Facts.MISSING;
    long sizeBytes = Facts.MISSING;

    /** Whether its answer, when it works, carries the descriptor. */
    boolean opens;

    void clear() {
        name = null;
        path = null;
        otherPath = null;
        descriptor = Facts.MISSING;
        sizeBytes = Facts.MISSING;
        opens = false;
    }

    private OperationFacts named(String newName) {
        name = newName;
        return this;
    }

    private OperationFacts of(String newName, WireText newPath) {
        path = newPath;
        return named(newName);
    }

    private OperationFacts of(String newName, Descriptor by) {
        path = by.path();
        descriptor = by.number();
        return named(newName);
    }

    private OperationFacts size(long unsignedBytes) {
        sizeBytes = unsignedBytes < 0 ? Long.MAX_VALUE : unsignedBytes;
        return this;
    }

    @Override
    public OperationFacts createFolder(Operation.CreateFolder operation) {
        return of(OperationNames.CREATE_FOLDER, operation.path());
    }

    @Override
    public OperationFacts openFolder(Operation.OpenFolder operation) {
        opens = true;
        return of(OperationNames.OPEN_FOLDER, operation.path());
    }

    @Override
    public OperationFacts readFolder(Operation.ReadFolder operation) {
        return of(OperationNames.READ_FOLDER, operation.folder());
    }

    @Override
    public OperationFacts rewindFolder(Operation.RewindFolder operation) {
        return of(OperationNames.REWIND_FOLDER, operation.folder());
    }

    @Override
    public OperationFacts closeFolder(Operation.CloseFolder operation) {
        return of(OperationNames.CLOSE_FOLDER, operation.folder());
    }

    @Override
    public OperationFacts openFile(Operation.OpenFile operation) {
        opens = true;
        return of(OperationNames.OPEN_FILE, operation.path());
    }

    @Override
    public OperationFacts readFile(Operation.ReadFile operation) {
        return of(OperationNames.READ_FILE, operation.file()).size(operation.sizeBytes());
    }

    @Override
    public OperationFacts writeFile(Operation.WriteFile operation) {
        return of(OperationNames.WRITE_FILE, operation.file()).size(operation.sizeBytes());
    }

    @Override
    public OperationFacts setFilePosition(Operation.SetFilePosition operation) {
        return of(OperationNames.SET_FILE_POSITION, operation.file());
    }

    @Override
    public OperationFacts statFile(Operation.StatFile operation) {
        return of(OperationNames.STAT_FILE, operation.file());
    }

    @Override
    public OperationFacts closeFile(Operation.CloseFile operation) {
        return of(OperationNames.CLOSE_FILE, operation.file());
    }

    @Override
    public OperationFacts remove(Operation.Remove operation) {
        return of(OperationNames.REMOVE, operation.path());
    }

    @Override
    public OperationFacts rename(Operation.Rename operation) {
        otherPath = operation.destination();
        return of(OperationNames.RENAME, operation.source());
    }

    @Override
    public OperationFacts queryPath(Operation.QueryPath operation) {
        return of(OperationNames.QUERY_PATH, operation.path());
    }

    @Override
    public OperationFacts changeOwner(Operation.ChangeOwner operation) {
        return of(OperationNames.CHANGE_OWNER, operation.path());
    }

    @Override
    public OperationFacts changeMode(Operation.ChangeMode operation) {
        return of(OperationNames.CHANGE_MODE, operation.path());
    }

    @Override
    public OperationFacts ping(Operation.Ping operation) {
        return named(OperationNames.PING);
    }

    @Override
    public OperationFacts unknown(Operation.Unknown operation) {
        return named(OperationNames.UNKNOWN);
    }
}
