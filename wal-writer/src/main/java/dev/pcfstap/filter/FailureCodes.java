package dev.pcfstap.filter;

import dev.pcfstap.pcfs.ReturnCodes;
import org.jspecify.annotations.Nullable;

/** Codes that are not 0 and yet no failure. */
final class FailureCodes {
    private FailureCodes() {}

    /** Whether a code is how this operation says that it worked, or that a listing is at its end. */
    static boolean isExpected(@Nullable String operationName, int code) {
        return (code == ReturnCodes.RENAME_DONE && OperationNames.RENAME.equals(operationName))
                || (code == ReturnCodes.NO_MORE_ITEMS && OperationNames.READ_FOLDER.equals(operationName));
    }
}
