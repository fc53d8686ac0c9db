package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/** The commands of the protocol, with the lengths that their bodies and their replies' bodies can have. */
enum Command {
    CREATE_FOLDER(0x00, "CreateFolder", 0x204, 4),
    OPEN_FOLDER(0x01, "OpenFolder", 0x200, 8),
    READ_FOLDER(0x02, "ReadFolder", 4, 0x158),
    REWIND_FOLDER(0x03, "RewindFolder", 4, 4),
    CLOSE_FOLDER(0x04, "CloseFolder", 4, 4),
    OPEN_FILE(0x05, "OpenFile", 0x210, 8),
    READ_FILE(0x06, "ReadFile", 0x14, 4),
    WRITE_FILE(0x07, "WriteFile", 0x14, 4),
    SET_FILE_POSITION(0x09, "SetFilePosition", 8, 4),
    STAT_FILE(0x0B, "StatFile", 4, 88),
    CLOSE_FILE(0x0D, "CloseFile", 4, 4),
    REMOVE(0x0E, "Remove", 0x200, 4),
    RENAME(0x0F, "Rename", 0x400, 4),
    QUERY_PATH(0x10, "QueryPath", 0x204, 88),
    CHANGE_OWNER(0x12, "ChangeOwner", 0x208, 4),
    CHANGE_MODE(0x13, "ChangeMode", 0x204, 4),
    PING(0x14, "Ping", 0, 8);

    /** SetFilePosition may carry four bytes of padding. */
    private static final int LONGEST_SET_FILE_POSITION = 12;

    private static final Command[] ALL = values();
    private static final Command[] BY_ID = new Command[0x15];

    static {
        for (Command command : ALL) {
            BY_ID[command.id] = command;
        }
    }

    private final int id;
    private final String label;
    private final int bodyLength;
    private final int replyLength;

    Command(int id, String label, int bodyLength, int replyLength) {
        this.id = id;
        this.label = label;
        this.bodyLength = bodyLength;
        this.replyLength = replyLength;
    }

    /** The command with this id, or null. */
    static @Nullable Command byId(int id) {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    /** The protocol's name for it. */
    String label() {
        return label;
    }

    /** Whether a request of this command can have a body of this many bytes. */
    boolean allowsBody(long lengthBytes) {
        return lengthBytes == bodyLength
                || (this == SET_FILE_POSITION && lengthBytes > bodyLength && lengthBytes <= LONGEST_SET_FILE_POSITION);
    }

    /** The body lengths that it allows, for people. */
    String allowedBody() {
        return this == SET_FILE_POSITION ? bodyLength + ".." + LONGEST_SET_FILE_POSITION : String.valueOf(bodyLength);
    }

    /** Whether an ordinary reply to this command can have a data length of this many bytes; errors may be bare codes. */
    boolean allowsReply(long lengthBytes) {
        return lengthBytes == replyLength
                || (lengthBytes == 4 && (this == READ_FOLDER || this == STAT_FILE || this == QUERY_PATH));
    }

    /** Whether any command's request can have this data length. */
    static boolean anyAllowsRequest(long dataLength) {
        for (Command command : ALL) {
            if (command.allowsBody(dataLength - RequestLayout.COMMAND_INFO_LENGTH)) {
                return true;
            }
        }
        return false;
    }

    /** Whether any command's reply can have this data length. */
    static boolean anyAllowsReply(long dataLength) {
        return dataLength == 4 || dataLength == 8 || dataLength == 88 || dataLength == 0x158;
    }
}
