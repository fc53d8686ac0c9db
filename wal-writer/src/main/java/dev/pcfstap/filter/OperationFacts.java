package dev.pcfstap.filter;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.WireText;
import org.jspecify.annotations.Nullable;

/** What a request says, by the fields that filters know. Mutable: filled by visiting an operation, then read. */
final class OperationFacts implements Operation.Visitor<OperationFacts> {
    @Nullable
    Operation operation;

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
        operation = null;
        path = null;
        otherPath = null;
        descriptor = Facts.MISSING;
        sizeBytes = Facts.MISSING;
        opens = false;
    }

    private OperationFacts of(Operation visited) {
        operation = visited;
        return this;
    }

    private OperationFacts of(Operation visited, WireText newPath) {
        path = newPath;
        return of(visited);
    }

    private OperationFacts of(Operation visited, Descriptor by) {
        path = by.path();
        descriptor = by.number();
        return of(visited);
    }

    private OperationFacts size(long unsignedBytes) {
        sizeBytes = unsignedBytes < 0 ? Long.MAX_VALUE : unsignedBytes;
        return this;
    }

    @Override
    public OperationFacts createFolder(Operation.CreateFolder visited) {
        return of(visited, visited.path());
    }

    @Override
    public OperationFacts openFolder(Operation.OpenFolder visited) {
        opens = true;
        return of(visited, visited.path());
    }

    @Override
    public OperationFacts readFolder(Operation.ReadFolder visited) {
        return of(visited, visited.folder());
    }

    @Override
    public OperationFacts rewindFolder(Operation.RewindFolder visited) {
        return of(visited, visited.folder());
    }

    @Override
    public OperationFacts closeFolder(Operation.CloseFolder visited) {
        return of(visited, visited.folder());
    }

    @Override
    public OperationFacts openFile(Operation.OpenFile visited) {
        opens = true;
        return of(visited, visited.path());
    }

    @Override
    public OperationFacts readFile(Operation.ReadFile visited) {
        return of(visited, visited.file()).size(visited.sizeBytes());
    }

    @Override
    public OperationFacts writeFile(Operation.WriteFile visited) {
        return of(visited, visited.file()).size(visited.sizeBytes());
    }

    @Override
    public OperationFacts setFilePosition(Operation.SetFilePosition visited) {
        return of(visited, visited.file());
    }

    @Override
    public OperationFacts statFile(Operation.StatFile visited) {
        return of(visited, visited.file());
    }

    @Override
    public OperationFacts closeFile(Operation.CloseFile visited) {
        return of(visited, visited.file());
    }

    @Override
    public OperationFacts remove(Operation.Remove visited) {
        return of(visited, visited.path());
    }

    @Override
    public OperationFacts rename(Operation.Rename visited) {
        otherPath = visited.destination();
        return of(visited, visited.source());
    }

    @Override
    public OperationFacts queryPath(Operation.QueryPath visited) {
        return of(visited, visited.path());
    }

    @Override
    public OperationFacts changeOwner(Operation.ChangeOwner visited) {
        return of(visited, visited.path());
    }

    @Override
    public OperationFacts changeMode(Operation.ChangeMode visited) {
        return of(visited, visited.path());
    }

    @Override
    public OperationFacts ping(Operation.Ping visited) {
        return of(visited);
    }

    @Override
    public OperationFacts unknown(Operation.Unknown visited) {
        return of(visited);
    }
}
