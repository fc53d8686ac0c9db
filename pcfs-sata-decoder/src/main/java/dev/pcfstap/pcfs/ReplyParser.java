package dev.pcfstap.pcfs;

/** Reads an ordinary, length-prefixed response where it lies, as the answer to an operation. Remembers nothing. */
final class ReplyParser implements Operation.Visitor<Reply> {
    private static final int BODY = HeaderLayout.LENGTH;
    private static final int ITEM_LENGTH = 0x158;
    private static final int ITEM_NAME = 4 + StatLayout.LENGTH;
    private static final int ITEM_NAME_LENGTH = 0x100;
    private static final int STAT_REPLY_LENGTH = 4 + StatLayout.LENGTH;
    private static final int PONG_FFIO_AND_CSR = 0xCAFE0003;
    private static final int PONG_FFIO = 0xCAFE0001;
    private static final int PONG_CSR = 0xCAFE0002;

    private byte[] bytes = new byte[0];
    private int packet;
    private int length;
    private boolean ofOtherShape;

    /** The reply of the packet at {@code offset}; {@link Reply.Unknown} when it does not answer that operation. */
    Reply parse(Operation request, byte[] source, int offset, int packetLength) {
        bytes = source;
        packet = offset;
        length = packetLength;
        ofOtherShape = false;
        Reply reply = HeaderLayout.paddingIsZero(source, offset)
                ? request.accept(this)
                : malformed("header padding is not zero");
        bytes = new byte[0];
        return reply;
    }

    /** Whether the reply that was parsed last is an error of another shape than answers to its operation have. */
    boolean isOfOtherShape() {
        return ofOtherShape;
    }

    @Override
    public Reply createFolder(Operation.CreateFolder operation) {
        return returnCode();
    }

    @Override
    public Reply openFolder(Operation.OpenFolder operation) {
        return opened();
    }

    @Override
    public Reply readFolder(Operation.ReadFolder operation) {
        if (bodyLength() < 4) {
            return wrongLength("4 or more");
        }
        int code = code();
        if (code == ReturnCodes.NO_MORE_ITEMS) {
            return new Reply.FolderItem(code, null, null);
        }
        if (code != ReturnCodes.SUCCESS) {
            return errorOfOtherShape();
        }
        if (bodyLength() != ITEM_LENGTH) {
            return wrongLength(String.valueOf(ITEM_LENGTH));
        }
        int name = packet + BODY + ITEM_NAME;
        for (int i = 0; i < ITEM_NAME_LENGTH; i++) {
            if (bytes[name + i] == 0) {
                FileStat stat = StatLayout.read(bytes, packet + BODY + 4);
                return new Reply.FolderItem(code, WireText.copyOf(bytes, name, i), stat);
            }
        }
        return malformed("item name has no NUL in its " + ITEM_NAME_LENGTH + " bytes");
    }

    @Override
    public Reply rewindFolder(Operation.RewindFolder operation) {
        return returnCode();
    }

    @Override
    public Reply closeFolder(Operation.CloseFolder operation) {
        return returnCode();
    }

    @Override
    public Reply openFile(Operation.OpenFile operation) {
        return opened();
    }

    /** With FFIO off: a bare code, or a packet of which only the frame is known. */
    @Override
    public Reply readFile(Operation.ReadFile operation) {
        return bodyLength() == 4 ? returnCode() : new Reply.Opaque(RawCapture.whole(bytes, packet, length));
    }

    @Override
    public Reply writeFile(Operation.WriteFile operation) {
        if (bodyLength() != 4) {
            return wrongLength("4");
        }
        int code = code();
        long written = Integer.toUnsignedLong(code);
        boolean worked = Long.compareUnsigned(written, operation.sizeBytes()) <= 0
                && (code == 0 || ReturnCodes.name(code).isEmpty());
        return new Reply.Written(code, worked ? written : -1);
    }

    @Override
    public Reply setFilePosition(Operation.SetFilePosition operation) {
        return returnCode();
    }

    @Override
    public Reply statFile(Operation.StatFile operation) {
        return stat();
    }

    @Override
    public Reply closeFile(Operation.CloseFile operation) {
        return returnCode();
    }

    @Override
    public Reply remove(Operation.Remove operation) {
        return returnCode();
    }

    @Override
    public Reply rename(Operation.Rename operation) {
        return returnCode();
    }

    @Override
    public Reply queryPath(Operation.QueryPath operation) {
        if (operation.type() == QueryType.PATH_DETAILS) {
            return stat();
        }
        if (bodyLength() < 4) {
            return wrongLength("4 or more");
        }
        if (code() != ReturnCodes.SUCCESS) {
            return new Reply.ReturnCode(code());
        }
        if (operation.type() == QueryType.FILE_COUNT) {
            return bodyLength() < 8 ? wrongLength("8 or more") : new Reply.Small(Wire.u32(bytes, packet + BODY + 4));
        }
        return bodyLength() < 12 ? wrongLength("12 or more") : new Reply.Large(Wire.u64(bytes, packet + BODY + 4));
    }

    @Override
    public Reply changeOwner(Operation.ChangeOwner operation) {
        return returnCode();
    }

    @Override
    public Reply changeMode(Operation.ChangeMode operation) {
        return returnCode();
    }

    @Override
    public Reply ping(Operation.Ping operation) {
        if (bodyLength() != 8) {
            return wrongLength("8");
        }
        if (code() != ReturnCodes.SUCCESS) {
            return errorOfOtherShape();
        }
        int capabilities = Wire.i32(bytes, packet + BODY + 4);
        return new Reply.Pong(
                capabilities == PONG_FFIO_AND_CSR || capabilities == PONG_FFIO,
                capabilities == PONG_FFIO_AND_CSR || capabilities == PONG_CSR);
    }

    @Override
    public Reply unknown(Operation.Unknown operation) {
        return bodyLength() >= 4 && ReturnCodes.isErrorForm(code())
                ? errorOfOtherShape()
                : malformed("answers an unknown request");
    }

    private Reply returnCode() {
        return bodyLength() == 4 ? new Reply.ReturnCode(code()) : wrongLength("4");
    }

    private Reply opened() {
        return bodyLength() == 8 ? new Reply.Opened(code(), Wire.i32(bytes, packet + BODY + 4)) : wrongLength("8");
    }

    private Reply stat() {
        if (bodyLength() < 4) {
            return wrongLength("4 or more");
        }
        if (code() != ReturnCodes.SUCCESS) {
            return new Reply.ReturnCode(code());
        }
        return bodyLength() == STAT_REPLY_LENGTH
                ? new Reply.Stat(StatLayout.read(bytes, packet + BODY + 4))
                : wrongLength(String.valueOf(STAT_REPLY_LENGTH));
    }

    private int bodyLength() {
        return length - BODY;
    }

    private int code() {
        return Wire.i32(bytes, packet + BODY);
    }

    private Reply wrongLength(String allowed) {
        boolean error = (bodyLength() == 4 && code() != ReturnCodes.SUCCESS)
                || (bodyLength() > 4 && ReturnCodes.isErrorForm(code()));
        if (error) {
            return errorOfOtherShape();
        }
        return malformed("body is " + bodyLength() + " bytes, this answer allows " + allowed);
    }

    private Reply errorOfOtherShape() {
        ofOtherShape = true;
        return new Reply.ReturnCode(code());
    }

    private Reply malformed(String problem) {
        return new Reply.Unknown(RawCapture.whole(bytes, packet, length), problem);
    }
}
