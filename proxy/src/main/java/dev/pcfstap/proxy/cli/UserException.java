package dev.pcfstap.proxy.cli;

/** A command cannot run; the message is one line for the user. */
public final class UserException extends Exception {
    private static final long serialVersionUID = 1;

    public UserException(String message) {
        super(message);
    }

    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
