package dev.pcfstap.pcfs;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** All error codes that were seen have this upper half. */
    private static final int ERROR_UPPER_HALF = 0xFFF0;

    private ReturnCodes() {}

    /** Whether a code is how an operation says that it worked, or that a listing is at its end, though it is not 0. */
    static boolean isExpected(int code, @Nullable Operation answered) {
        return (code == RENAME_DONE && answered instanceof Operation.Rename)
                || (code == NO_MORE_ITEMS && answered instanceof Operation.ReadFolder);
    }

    /** Whether a word looks like an error code, where nothing else says that it is a code. */
    static boolean isErrorForm(int word) {
        return word >>> 16 == ERROR_UPPER_HALF;
    }

    /** The code's name, if it has one. */
    public static Optional<String> name(int code) {
        return Optional.ofNullable(NAMES.get(code));
    }

    /** All codes with their names. */
    public static Map<Integer, String> names() {
        return NAMES;
    }
}
