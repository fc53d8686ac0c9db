package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.MoveTo;
import dev.pcfstap.pcfs.QueryType;

/** Words that more than one text uses. */
final class Words {
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] WRITABLE = ascii("0666");
    private static final byte[] READ_ONLY = ascii("0444");
    private static final byte[] BEGIN = ascii("Begin");
    private static final byte[] NOWHERE = ascii("Nowhere");
    private static final byte[] END = ascii("End");
    private static final byte[] FREE_SPACE = ascii("Free Space left on Disk");
    private static final byte[] FOLDER_SIZE = ascii("Size of Folder");
    private static final byte[] FILE_COUNT = ascii("Files in Folder");
    private static final byte[] DETAILS = ascii("Path Details");

    private Words() {}

    static byte[] of(boolean value) {
        return value ? TRUE : FALSE;
    }

    static byte[] mode(boolean writable) {
        return writable ? WRITABLE : READ_ONLY;
    }

    static byte[] of(MoveTo moveTo) {
        return switch (moveTo) {
            case BEGIN -> BEGIN;
            case CURRENT -> NOWHERE;
            case END -> END;
        };
    }

    static byte[] of(QueryType type) {
        return switch (type) {
            case FREE_DISK_SPACE -> FREE_SPACE;
            case FOLDER_SIZE -> FOLDER_SIZE;
            case FILE_COUNT -> FILE_COUNT;
            case PATH_DETAILS -> DETAILS;
        };
    }
}
