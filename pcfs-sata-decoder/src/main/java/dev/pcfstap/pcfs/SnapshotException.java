package dev.pcfstap.pcfs;

/**
 * A snapshot that cannot be used, or cannot be made. The message is one line for people and names the offset and the value
 * that is wrong; the decoder is as it was before.
 */
public final class SnapshotException extends Exception {
    private static final long serialVersionUID = 1;

    SnapshotException(String message) {
        super(message);
    }
}
