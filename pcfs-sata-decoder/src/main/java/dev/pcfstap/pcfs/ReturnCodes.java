package dev.pcfstap.pcfs;

import java.util.Map;
import java.util.Optional;

/** The return codes that were seen on the wire, and the names that the logs give them. */
public final class ReturnCodes {
    public static final int SUCCESS = 0;
    public static final int FOLDER_REQUIRED = 0xFFF0FFD7;
    public static final int FS_ERROR = 0xFFF0FFE0;
    public static final int TOO_BIG = 0xFFF0FFE7;
    public static final int PATH_NOT_EXIST = 0xFFF0FFE9;
    public static final int RENAME_DONE = 0xFFF0FFEA;
    public static final int NO_MORE_ITEMS = 0xFFF0FFFC;

    private static final Map<Integer, String> NAMES = Map.of(
            SUCCESS, "SUCCESS",
            FOLDER_REQUIRED, "FOLDER_REQUIRED",
            FS_ERROR, "FS_ERROR",
            TOO_BIG, "TOO_BIG",
            PATH_NOT_EXIST, "PATH_NOT_EXIST",
            RENAME_DONE, "RENAME_DONE",
            NO_MORE_ITEMS, "NO_MORE_ITEMS");

    private ReturnCodes() {}

    /** The code's name, if it has one. */
    public static Optional<String> name(int code) {
        return Optional.ofNullable(NAMES.get(code));
    }

    /** All codes with their names. */
    public static Map<Integer, String> names() {
        return NAMES;
    }
}
