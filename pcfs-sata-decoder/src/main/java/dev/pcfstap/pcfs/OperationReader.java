package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/** Reads the operations of a snapshot, as {@link OperationWriter} writes them. */
final class OperationReader {
    private static final MoveTo[] MOVES = MoveTo.values();

    private OperationReader() {}

    /** The operation of a command; null stands for what did not decode. */
    static Operation read(@Nullable Command command, SnapshotReader in) throws SnapshotException {
        return command == null ? unknown(in) : fields(command, in);
    }

    private static Operation fields(Command command, SnapshotReader in) throws SnapshotException {
        return switch (command) {
            case CREATE_FOLDER -> new Operation.CreateFolder(path(in), in.bool("writable"));
            case OPEN_FOLDER -> new Operation.OpenFolder(path(in));
            case READ_FOLDER -> new Operation.ReadFolder(descriptor(in));
            case REWIND_FOLDER -> new Operation.RewindFolder(descriptor(in));
            case CLOSE_FOLDER -> new Operation.CloseFolder(descriptor(in));
            case OPEN_FILE -> new Operation.OpenFile(path(in), in.wireText("open mode"), in.bool("unlock"));
            case READ_FILE -> new Operation.ReadFile(descriptor(in), moveTo(in), blockCount(in), blockSize(in));
            case WRITE_FILE -> new Operation.WriteFile(descriptor(in), moveTo(in), blockCount(in), blockSize(in));
            case SET_FILE_POSITION -> new Operation.SetFilePosition(descriptor(in), moveTo(in));
            case STAT_FILE -> new Operation.StatFile(descriptor(in));
            case CLOSE_FILE -> new Operation.CloseFile(descriptor(in));
            case REMOVE -> new Operation.Remove(path(in));
            case RENAME -> new Operation.Rename(path(in), path(in), in.bool("copy"));
            case QUERY_PATH -> new Operation.QueryPath(path(in), queryType(in), in.bool("create folder"));
            case CHANGE_OWNER -> new Operation.ChangeOwner(path(in), in.u32("uid"), in.u32("gid"));
            case CHANGE_MODE -> new Operation.ChangeMode(path(in), in.bool("writable"));
            case PING ->
                new Operation.Ping(
                        in.bool("supports FFIO"),
                        in.bool("supports CSR"),
                        in.u32("first read size"),
                        in.u32("first write size"));
        };
    }

    /** Its bytes are not in a snapshot: only their number and their checksum. */
    private static Operation unknown(SnapshotReader in) throws SnapshotException {
        long length = in.u64(0, Long.MAX_VALUE, "request length");
        long checksum = in.u64("request checksum");
        return new Operation.Unknown(new RawBytes(new byte[0], length, () -> checksum), in.text("reason"));
    }

    private static WireText path(SnapshotReader in) throws SnapshotException {
        return in.wireText("path");
    }

    private static Descriptor descriptor(SnapshotReader in) throws SnapshotException {
        int number = in.i32("descriptor");
        return new Descriptor(number, in.bool("path is known") ? path(in) : null);
    }

    private static MoveTo moveTo(SnapshotReader in) throws SnapshotException {
        return in.choice(MOVES, "move-to");
    }

    private static QueryType queryType(SnapshotReader in) throws SnapshotException {
        int at = in.position();
        int wireValue = in.u8("query type");
        for (QueryType type : QueryType.values()) {
            if (type.wireValue() == wireValue) {
                return type;
            }
        }
        throw in.refused(at, "query type is " + wireValue + ", must be 0, 1, 2 or 5");
    }

    private static long blockCount(SnapshotReader in) throws SnapshotException {
        return in.u32("block count");
    }

    private static long blockSize(SnapshotReader in) throws SnapshotException {
        return in.u32("block size");
    }
}
