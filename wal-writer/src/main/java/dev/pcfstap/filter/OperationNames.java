package dev.pcfstap.filter;

import java.util.List;

/** The operations by the names that the logs give them, in the protocol's order. */
final class OperationNames {
    static final String CREATE_FOLDER = "CreateFolder";
    static final String OPEN_FOLDER = "OpenFolder";
    static final String READ_FOLDER = "ReadFolder";
    static final String REWIND_FOLDER = "RewindFolder";
    static final String CLOSE_FOLDER = "CloseFolder";
    static final String OPEN_FILE = "OpenFile";
    static final String READ_FILE = "ReadFile";
    static final String WRITE_FILE = "WriteFile";
    static final String SET_FILE_POSITION = "SetFilePosition";
    static final String STAT_FILE = "StatFile";
    static final String CLOSE_FILE = "CloseFile";
    static final String REMOVE = "Remove";
    static final String RENAME = "Rename";
    static final String QUERY_PATH = "QueryPath";
    static final String CHANGE_OWNER = "ChangeOwner";
    static final String CHANGE_MODE = "ChangeMode";
    static final String PING = "Ping";
    static final String UNKNOWN = "Unknown";

    static final List<String> ALL = List.of(
            CREATE_FOLDER,
            OPEN_FOLDER,
            READ_FOLDER,
            REWIND_FOLDER,
            CLOSE_FOLDER,
            OPEN_FILE,
            READ_FILE,
            WRITE_FILE,
            SET_FILE_POSITION,
            STAT_FILE,
            CLOSE_FILE,
            REMOVE,
            RENAME,
            QUERY_PATH,
            CHANGE_OWNER,
            CHANGE_MODE,
            PING,
            UNKNOWN);

    private OperationNames() {}
}
