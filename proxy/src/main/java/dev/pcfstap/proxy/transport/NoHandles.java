package dev.pcfstap.proxy.transport;

import org.jspecify.annotations.Nullable;

/** The process, or the whole system, has as many files and sockets open as it may have. */
public final class NoHandles {
    /** What the system's messages become, which differ from transport to transport. */
    public static final String REASON = "too many open files (ulimit -n limits them)";

    private NoHandles() {}

    /** Whether a socket could not be had for want of a handle. */
    public static boolean isWhy(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("Too many open files")) {
                return true;
            }
        }
        return false;
    }
}
