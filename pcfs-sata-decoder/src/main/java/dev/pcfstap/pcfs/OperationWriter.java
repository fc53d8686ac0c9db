package dev.pcfstap.pcfs;

/**
 * Writes operations into a snapshot: the command's id, then the fields in their order. {@link OperationReader} reads them.
 * Each method returns the writer.
 */
final class OperationWriter implements Operation.Visitor<SnapshotWriter> {
    private final SnapshotWriter out;

    OperationWriter(SnapshotWriter out) {
        this.out = out;
    }

    @Override
    public SnapshotWriter createFolder(Operation.CreateFolder operation) {
        return command(Command.CREATE_FOLDER).text(operation.path()).bool(operation.writable());
    }

    @Override
    public SnapshotWriter openFolder(Operation.OpenFolder operation) {
        return command(Command.OPEN_FOLDER).text(operation.path());
    }

    @Override
    public SnapshotWriter readFolder(Operation.ReadFolder operation) {
        return descriptor(Command.READ_FOLDER, operation.folder());
    }

    @Override
    public SnapshotWriter rewindFolder(Operation.RewindFolder operation) {
        return descriptor(Command.REWIND_FOLDER, operation.folder());
    }

    @Override
    public SnapshotWriter closeFolder(Operation.CloseFolder operation) {
        return descriptor(Command.CLOSE_FOLDER, operation.folder());
    }

    @Override
    public SnapshotWriter openFile(Operation.OpenFile operation) {
        return command(Command.OPEN_FILE)
                .text(operation.path())
                .text(operation.mode())
                .bool(operation.unlock());
    }

    @Override
    public SnapshotWriter readFile(Operation.ReadFile operation) {
        return descriptor(Command.READ_FILE, operation.file())
                .choice(operation.moveTo())
                .u32(operation.blockCount())
                .u32(operation.blockSize());
    }

    @Override
    public SnapshotWriter writeFile(Operation.WriteFile operation) {
        return descriptor(Command.WRITE_FILE, operation.file())
                .choice(operation.moveTo())
                .u32(operation.blockCount())
                .u32(operation.blockSize());
    }

    @Override
    public SnapshotWriter setFilePosition(Operation.SetFilePosition operation) {
        return descriptor(Command.SET_FILE_POSITION, operation.file()).choice(operation.moveTo());
    }

    @Override
    public SnapshotWriter statFile(Operation.StatFile operation) {
        return descriptor(Command.STAT_FILE, operation.file());
    }

    @Override
    public SnapshotWriter closeFile(Operation.CloseFile operation) {
        return descriptor(Command.CLOSE_FILE, operation.file());
    }

    @Override
    public SnapshotWriter remove(Operation.Remove operation) {
        return command(Command.REMOVE).text(operation.path());
    }

    @Override
    public SnapshotWriter rename(Operation.Rename operation) {
        return command(Command.RENAME)
                .text(operation.source())
                .text(operation.destination())
                .bool(operation.copy());
    }

    @Override
    public SnapshotWriter queryPath(Operation.QueryPath operation) {
        return command(Command.QUERY_PATH)
                .text(operation.path())
                .u8(operation.type().wireValue())
                .bool(operation.createFolder());
    }

    @Override
    public SnapshotWriter changeOwner(Operation.ChangeOwner operation) {
        return command(Command.CHANGE_OWNER)
                .text(operation.path())
                .u32(operation.uid())
                .u32(operation.gid());
    }

    @Override
    public SnapshotWriter changeMode(Operation.ChangeMode operation) {
        return command(Command.CHANGE_MODE).text(operation.path()).bool(operation.writable());
    }

    @Override
    public SnapshotWriter ping(Operation.Ping operation) {
        return command(Command.PING)
                .bool(operation.supportsFfio())
                .bool(operation.supportsCsr())
                .u32(operation.firstReadSize())
                .u32(operation.firstWriteSize());
    }

    @Override
    public SnapshotWriter unknown(Operation.Unknown operation) {
        return out.u8(SnapshotLayout.UNKNOWN_COMMAND)
                .u64(operation.raw().length())
                .u64(operation.raw().checksum().value())
                .text(operation.reason());
    }

    private SnapshotWriter command(Command command) {
        return out.u8(command.id());
    }

    private SnapshotWriter descriptor(Command command, Descriptor descriptor) {
        WireText path = descriptor.path();
        command(command).u32(descriptor.number()).bool(path != null);
        return path == null ? out : out.text(path);
    }
}
