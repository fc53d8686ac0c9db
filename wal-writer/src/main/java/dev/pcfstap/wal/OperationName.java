package dev.pcfstap.wal;

import static dev.pcfstap.wal.TextBuffer.ascii;

import dev.pcfstap.pcfs.Operation;

/** The names of the operations, as JSON carries them. */
final class OperationName implements Operation.Visitor<byte[]> {
    private static final byte[] CREATE_FOLDER = ascii("CreateFolder");
    private static final byte[] OPEN_FOLDER = ascii("OpenFolder");
    private static final byte[] READ_FOLDER = ascii("ReadFolder");
    private static final byte[] REWIND_FOLDER = ascii("RewindFolder");
    private static final byte[] CLOSE_FOLDER = ascii("CloseFolder");
    private static final byte[] OPEN_FILE = ascii("OpenFile");
    private static final byte[] READ_FILE = ascii("ReadFile");
    private static final byte[] WRITE_FILE = ascii("WriteFile");
    private static final byte[] SET_FILE_POSITION = ascii("SetFilePosition");
    private static final byte[] STAT_FILE = ascii("StatFile");
    private static final byte[] CLOSE_FILE = ascii("CloseFile");
    private static final byte[] REMOVE = ascii("Remove");
    private static final byte[] RENAME = ascii("Rename");
    private static final byte[] QUERY_PATH = ascii("QueryPath");
    private static final byte[] CHANGE_OWNER = ascii("ChangeOwner");
    private static final byte[] CHANGE_MODE = ascii("ChangeMode");
    private static final byte[] PING = ascii("Ping");
    private static final byte[] UNKNOWN = ascii("Unknown");

    @Override
    public byte[] createFolder(Operation.CreateFolder operation) {
        return CREATE_FOLDER;
    }

    @Override
    public byte[] openFolder(Operation.OpenFolder operation) {
        return OPEN_FOLDER;
    }

    @Override
    public byte[] readFolder(Operation.ReadFolder operation) {
        return READ_FOLDER;
    }

    @Override
    public byte[] rewindFolder(Operation.RewindFolder operation) {
        return REWIND_FOLDER;
    }

    @Override
    public byte[] closeFolder(Operation.CloseFolder operation) {
        return CLOSE_FOLDER;
    }

    @Override
    public byte[] openFile(Operation.OpenFile operation) {
        return OPEN_FILE;
    }

    @Override
    public byte[] readFile(Operation.ReadFile operation) {
        return READ_FILE;
    }

    @Override
    public byte[] writeFile(Operation.WriteFile operation) {
        return WRITE_FILE;
    }

    @Override
    public byte[] setFilePosition(Operation.SetFilePosition operation) {
        return SET_FILE_POSITION;
    }

    @Override
    public byte[] statFile(Operation.StatFile operation) {
        return STAT_FILE;
    }

    @Override
    public byte[] closeFile(Operation.CloseFile operation) {
        return CLOSE_FILE;
    }

    @Override
    public byte[] remove(Operation.Remove operation) {
        return REMOVE;
    }

    @Override
    public byte[] rename(Operation.Rename operation) {
        return RENAME;
    }

    @Override
    public byte[] queryPath(Operation.QueryPath operation) {
        return QUERY_PATH;
    }

    @Override
    public byte[] changeOwner(Operation.ChangeOwner operation) {
        return CHANGE_OWNER;
    }

    @Override
    public byte[] changeMode(Operation.ChangeMode operation) {
        return CHANGE_MODE;
    }

    @Override
    public byte[] ping(Operation.Ping operation) {
        return PING;
    }

    @Override
    public byte[] unknown(Operation.Unknown operation) {
        return UNKNOWN;
    }
}
