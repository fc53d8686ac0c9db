package dev.pcfstap.filter;

import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.ReturnCodes;
import org.jspecify.annotations.Nullable;

/** Codes that are not 0 and yet no failure. */
final class FailureCodes {
    private FailureCodes() {}

    /** Whether a code is how this operation says that it worked, or that a listing is at its end. */
    static boolean isExpected(@Nullable Operation answered, int code) {
        return (code == ReturnCodes.RENAME_DONE && answered instanceof Operation.Rename)
                || (code == ReturnCodes.NO_MORE_ITEMS && answered instanceof Operation.ReadFolder);
    }
}
