package dev.pcfstap.pcfs;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a request where it lies. Knows the offsets of every body; remembers nothing. */
final class RequestParser {
    private final DescriptorTable files;
    private final DescriptorTable folders;

    private byte[] bytes = new byte[0];
    private int packet;
    private int body;
    private String problem = "";

    RequestParser(DescriptorTable files, DescriptorTable folders) {
        this.files = files;
        this.folders = folders;
    }

    /**
     * The operation of the packet of {@code length} bytes at {@code offset}; {@link Operation.Unknown} when it is not a
     * well-formed request.
     */
    Operation parse(byte[] source, int offset, int length) {
        bytes = source;
        packet = offset;
        body = offset + RequestLayout.BODY;
        Operation operation = parseOrNull(length);
        bytes = new byte[0];
        return operation != null ? operation : new Operation.Unknown(RawCapture.whole(source, offset, length), problem);
    }

    private @Nullable Operation parseOrNull(int length) {
        if (length < RequestLayout.BODY) {
            return malformed("packet is " + length + " bytes, a request has at least " + RequestLayout.BODY);
        }
        if (!HeaderLayout.paddingIsZero(bytes, packet)) {
            return malformed("header padding is not zero");
        }
        Command command = Command.byId(Wire.i32(bytes, packet + RequestLayout.COMMAND));
        if (command == null) {
            return malformed(String.format(
                    Locale.ROOT, "command 0x%02x is not known", Wire.i32(bytes, packet + RequestLayout.COMMAND)));
        }
        int bodyLength = length - RequestLayout.BODY;
        if (!command.allowsBody(bodyLength)) {
            return malformed(
                    "body is " + bodyLength + " bytes, " + command.label() + " allows " + command.allowedBody());
        }
        return parseBody(command);
    }

    private @Nullable Operation parseBody(Command command) {
        return switch (command) {
            case CREATE_FOLDER -> {
                WireText path = path(0);
                yield path == null ? null : new Operation.CreateFolder(path, isWritable());
            }
            case OPEN_FOLDER -> {
                WireText path = path(0);
                yield path == null ? null : new Operation.OpenFolder(path);
            }
            case READ_FOLDER -> new Operation.ReadFolder(folders.describe(i32(0)));
            case REWIND_FOLDER -> new Operation.RewindFolder(folders.describe(i32(0)));
            case CLOSE_FOLDER -> new Operation.CloseFolder(folders.describe(i32(0)));
            case OPEN_FILE -> openFile();
            case READ_FILE -> {
                MoveTo moveTo = moveTo(u32(12), (i32(16) & 1) != 0);
                yield moveTo == null ? null : new Operation.ReadFile(files.describe(i32(8)), moveTo, u32(0), u32(4));
            }
            case WRITE_FILE -> {
                MoveTo moveTo = moveTo(u32(12), (i32(16) & 1) != 0);
                yield moveTo == null ? null : new Operation.WriteFile(files.describe(i32(8)), moveTo, u32(0), u32(4));
            }
            case SET_FILE_POSITION -> {
                MoveTo moveTo = moveTo(u32(4), true);
                yield moveTo == null ? null : new Operation.SetFilePosition(files.describe(i32(0)), moveTo);
            }
            case STAT_FILE -> new Operation.StatFile(files.describe(i32(0)));
            case CLOSE_FILE -> new Operation.CloseFile(files.describe(i32(0)));
            case REMOVE -> {
                WireText path = path(0);
                yield path == null ? null : new Operation.Remove(path);
            }
            case RENAME -> rename();
            case QUERY_PATH -> queryPath();
            case CHANGE_OWNER -> {
                WireText path = path(0);
                yield path == null
                        ? null
                        : new Operation.ChangeOwner(
                                path, u32(RequestLayout.PATH_LENGTH), u32(RequestLayout.PATH_LENGTH + 4));
            }
            case CHANGE_MODE -> {
                WireText path = path(0);
                yield path == null ? null : new Operation.ChangeMode(path, isWritable());
            }
            case PING -> ping();
        };
    }

    private @Nullable Operation openFile() {
        WireText mode = cString(body, RequestLayout.MODE_LENGTH, "mode");
        WireText path = mode == null ? null : path(RequestLayout.MODE_LENGTH);
        if (mode == null || path == null) {
            return null;
        }
        if (!isOpenMode(mode.viewBytes())) {
            return malformed("open mode is not r, w or a with at most two of b and +");
        }
        return new Operation.OpenFile(path, mode, bytes[packet + RequestLayout.CAPABILITIES_1] != 0);
    }

    private @Nullable Operation rename() {
        WireText source = path(0);
        WireText destination = source == null ? null : path(RequestLayout.PATH_LENGTH);
        return source == null || destination == null
                ? null
                : new Operation.Rename(source, destination, hasUsers(RequestLayout.RENAME_COPY_USER_0));
    }

    private @Nullable Operation queryPath() {
        WireText path = path(0);
        if (path == null) {
            return null;
        }
        long wireType = u32(RequestLayout.PATH_LENGTH);
        for (QueryType type : QueryType.values()) {
            if (type.wireValue() == wireType) {
                return new Operation.QueryPath(path, type, hasUsers(RequestLayout.QUERY_CREATE_USER_0));
            }
        }
        return malformed("query type is " + wireType + ", must be 0, 1, 2 or 5");
    }

    private Operation ping() {
        int flags = HeaderLayout.flags(bytes, packet);
        return new Operation.Ping(
                (flags & HeaderLayout.FLAG_FFIO) != 0,
                (flags & HeaderLayout.FLAG_CSR) != 0,
                Wire.u32(bytes, packet + RequestLayout.USER_0),
                Wire.u32(bytes, packet + RequestLayout.USER_1));
    }

    /** Whether the Ping at {@code offset} switches FFIO and CSR off, whatever its flags say. */
    static boolean disablesCapabilities(byte[] source, int offset) {
        return Wire.i32(source, offset + RequestLayout.CAPABILITIES_0) == 0;
    }

    private boolean hasUsers(int user0) {
        return Wire.i32(bytes, packet + RequestLayout.USER_0) == user0
                && Wire.i32(bytes, packet + RequestLayout.USER_1) == RequestLayout.MODIFIER_USER_1;
    }

    private boolean isWritable() {
        return (i32(RequestLayout.PATH_LENGTH) & RequestLayout.WRITABLE_BITS) != 0;
    }

    private @Nullable MoveTo moveTo(long wireValue, boolean doMove) {
        if (wireValue > 2) {
            malformed("move-to is " + wireValue + ", must be 0, 1 or 2");
            return null;
        }
        return switch ((int) wireValue) {
            case 0 -> doMove ? MoveTo.BEGIN : MoveTo.CURRENT;
            case 2 -> doMove ? MoveTo.END : MoveTo.CURRENT;
            default -> MoveTo.CURRENT;
        };
    }

    private @Nullable WireText path(int offset) {
        return cString(body + offset, RequestLayout.PATH_LENGTH, "path");
    }

    private @Nullable WireText cString(int from, int fieldLength, String field) {
        for (int i = 0; i < fieldLength; i++) {
            if (bytes[from + i] == 0) {
                return WireText.copyOf(bytes, from, i);
            }
        }
        malformed(field + " has no NUL in its " + fieldLength + " bytes");
        return null;
    }

    /** An empty mode is valid: the reference takes it. */
    private static boolean isOpenMode(byte[] mode) {
        if (mode.length == 0) {
            return true;
        }
        if (mode.length > 3 || (mode[0] != 'r' && mode[0] != 'w' && mode[0] != 'a')) {
            return false;
        }
        for (int i = 1; i < mode.length; i++) {
            if (mode[i] != 'b' && mode[i] != '+') {
                return false;
            }
        }
        return true;
    }

    private int i32(int bodyOffset) {
        return Wire.i32(bytes, body + bodyOffset);
    }

    private long u32(int bodyOffset) {
        return Wire.u32(bytes, body + bodyOffset);
    }

    private @Nullable Operation malformed(String what) {
        problem = what;
        return null;
    }
}
