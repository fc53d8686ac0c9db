package dev.pcfstap.tap;

/** Why a stream ended. The {@link #token()} is what logs show and the journal keeps. */
public enum CloseReason {
    /** The console finished first. */
    CLIENT("client"),
    /** The host finished first. */
    SERVER("server"),
    /** The console's connection was reset. */
    CLIENT_RESET("client-reset"),
    /** The host's connection was reset. */
    SERVER_RESET("server-reset"),
    /** The console does not answer any more: it was switched off, or the network to it is gone. */
    CLIENT_LOST("client-lost"),
    /** The host does not answer any more. */
    SERVER_LOST("server-lost"),
    /** One side had finished, the other never did, and nothing moved for too long. */
    HALF_CLOSED("half-closed"),
    /** The host could not be reached, so nothing was ever forwarded. */
    UPSTREAM_UNREACHABLE("upstream-unreachable"),
    /** The tap was told to stop. */
    SHUTDOWN("shutdown"),
    /** The stream's end was not seen: the capture ends before it. */
    END_OF_CAPTURE("end-of-capture");

    private final String token;

    CloseReason(String token) {
        this.token = token;
    }

    /** The reason as one lower-case word with hyphens. */
    public String token() {
        return token;
    }
}
