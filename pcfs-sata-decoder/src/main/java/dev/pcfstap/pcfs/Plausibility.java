package dev.pcfstap.pcfs;

/** Whether bytes look like the beginning of a packet: zero padding, and a data length that the command can have. */
final class Plausibility {
    /** How many bytes of a request must be there to judge it. */
    static final int REQUEST_WINDOW = RequestLayout.BODY;

    /** How many bytes of a response must be there to judge it: every answer has at least these. */
    static final int RESPONSE_WINDOW = HeaderLayout.LENGTH + 4;

    private Plausibility() {}

    static boolean request(byte[] bytes, int offset) {
        // Every data length of a request is below 0x10000: most offsets end here.
        if (bytes[offset] != 0 || bytes[offset + 1] != 0 || !HeaderLayout.paddingIsZero(bytes, offset)) {
            return false;
        }
        Command command = Command.byId(Wire.i32(bytes, offset + RequestLayout.COMMAND));
        return command != null
                && command.allowsBody(HeaderLayout.dataLength(bytes, offset) - RequestLayout.COMMAND_INFO_LENGTH);
    }

    /**
     * Whether a response to {@code next} begins here.
     *
     * @param grown whether reads of this stream may already carry the all-zero pseudo-header
     */
    static boolean response(Exchange next, boolean ffio, boolean grown, byte[] bytes, int offset) {
        if (next.operation instanceof Operation.ReadFile read) {
            return ffio
                    ? readResponse(next, read, grown, bytes, offset)
                    : ordinary(
                            bytes,
                            offset,
                            HeaderLayout.dataLength(bytes, offset) <= 4 + ReadFrame.requestedBytes(read));
        }
        long dataLength = HeaderLayout.dataLength(bytes, offset);
        Command command = next.command;
        return ordinary(bytes, offset, command == null ? dataLength <= 0x158 : command.allowsReply(dataLength))
                || bareError(bytes, offset);
    }

    /** Like {@link #response}, for a place where nothing else speaks for a boundary. */
    static boolean responseInTheOpen(Exchange next, boolean ffio, byte[] bytes, int offset) {
        if (next.operation instanceof Operation.ReadFile && ffio) {
            Reply.ReadForm form = ReadLayout.form(bytes, offset);
            return form == Reply.ReadForm.NORMAL || form == Reply.ReadForm.ERROR || bareError(bytes, offset);
        }
        if (next.operation instanceof Operation.ReadFile read) {
            long dataLength = HeaderLayout.dataLength(bytes, offset);
            long asked = ReadFrame.requestedBytes(read);
            return ordinary(bytes, offset, dataLength == 4 || dataLength == asked || dataLength == 4 + asked);
        }
        int code = Wire.i32(bytes, offset + HeaderLayout.LENGTH);
        return (code == ReturnCodes.SUCCESS || ReturnCodes.isErrorForm(code) || next.command == Command.WRITE_FILE)
                && HeaderLayout.dataLength(bytes, offset) >= 4
                && response(next, ffio, false, bytes, offset);
    }

    /** Whether some response begins here, when it is not known to what. */
    static boolean anyResponse(byte[] bytes, int offset) {
        int code = Wire.i32(bytes, offset + HeaderLayout.LENGTH);
        return (code == ReturnCodes.SUCCESS || ReturnCodes.name(code).isPresent())
                && ordinary(bytes, offset, Command.anyAllowsReply(HeaderLayout.dataLength(bytes, offset)));
    }

    /** Whether a packet begins here that holds nothing but an error code, which can answer anything. */
    static boolean bareError(byte[] bytes, int offset) {
        return ordinary(bytes, offset, HeaderLayout.dataLength(bytes, offset) == 4)
                && ReturnCodes.isErrorForm(Wire.i32(bytes, offset + HeaderLayout.LENGTH));
    }

    private static boolean ordinary(byte[] bytes, int offset, boolean lengthFits) {
        return lengthFits && HeaderLayout.paddingIsZero(bytes, offset);
    }

    private static boolean readResponse(
            Exchange next, Operation.ReadFile read, boolean grown, byte[] bytes, int offset) {
        return switch (ReadLayout.form(bytes, offset)) {
            case ERROR, NORMAL -> true;
            // Zeroes are common in file data: the first grown header of a stream must come with more than P bytes.
            case GROWN -> {
                long value = Wire.u32(bytes, offset + ReadLayout.VALUE);
                yield value <= ReadFrame.requestedBytes(read) && (grown || value > next.firstReadSize);
            }
            case OTHER, BARE_CODE -> bareError(bytes, offset);
        };
    }
}
