package dev.pcfstap.pcfs;

/** Follows where in its file each descriptor of a stream stands, as far as requests and answers tell. */
final class FilePositions {
    private static final long UNKNOWN = DescriptorTable.UNKNOWN_POSITION;

    private FilePositions() {}

    /** Where a file that was just opened stands: at its end when it was opened to append. */
    static long afterOpening(WireText mode) {
        byte[] bytes = mode.viewBytes();
        return bytes.length > 0 && bytes[0] == 'a' ? UNKNOWN : 0;
    }

    /** Where the read that this frame answers began; the table moves on by what was read. */
    static ReadEstimate afterReading(DescriptorTable files, ReadFrame frame) {
        DescriptorTable.Entry entry = files.find(frame.request.file().number());
        long end = frame.form == Reply.ReadForm.NORMAL ? frame.value : UNKNOWN;
        long position = entry == null && frame.request.moveTo() == MoveTo.CURRENT
                ? UNKNOWN
                : moved(entry == null ? UNKNOWN : entry.position, frame.request.moveTo(), end);
        ReadEstimate estimate = ReadEstimate.of(frame, position);
        if (entry != null && frame.form != Reply.ReadForm.ERROR) {
            entry.position = position;
            entry.advance(estimate.bytesRead());
        }
        return estimate;
    }

    static void afterWriting(DescriptorTable files, Operation.WriteFile request, Reply.Written reply) {
        DescriptorTable.Entry entry = files.find(request.file().number());
        if (entry != null && reply.bytes() >= 0) {
            entry.position = moved(entry.position, request.moveTo(), UNKNOWN);
            entry.advance(reply.bytes());
        }
    }

    static void afterSetting(DescriptorTable files, Operation.SetFilePosition request) {
        DescriptorTable.Entry entry = files.find(request.file().number());
        if (entry != null) {
            entry.position = moved(entry.position, request.moveTo(), UNKNOWN);
        }
    }

    private static long moved(long position, MoveTo moveTo, long end) {
        return switch (moveTo) {
            case BEGIN -> 0;
            case CURRENT -> position;
            case END -> end;
        };
    }
}
