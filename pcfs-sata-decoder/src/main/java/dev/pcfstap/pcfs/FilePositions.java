package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/** Follows where in its file each descriptor of a stream stands, as far as requests and answers tell. */
final class FilePositions {
    private FilePositions() {}

    /** Enters a file that was just opened. It stands at its beginning; hosts differ where one is opened to append. */
    static boolean afterOpening(DescriptorTable files, int descriptor, Operation.OpenFile open) {
        byte[] mode = open.mode().viewBytes();
        char first = mode.length > 0 ? (char) mode[0] : 'r';
        if (first == 'w') {
            files.emptied(open.path());
        }
        return files.open(descriptor, open.path(), first == 'a' ? OpenedFile.UNKNOWN_POSITION : 0);
    }

    /** What the read that this frame answers really read; the table moves on by that. */
    static ReadEstimate afterReading(DescriptorTable files, ReadFrame frame) {
        OpenedFile file = files.find(frame.request.file().number());
        long before = file == null ? OpenedFile.UNKNOWN_POSITION : file.position();
        long position = moved(before, frame.request.moveTo());
        ReadEstimate estimate = ReadEstimate.of(frame, position, file);
        if (file != null && !frame.form().isError()) {
            file.moveTo(position);
            file.haveRead(estimate.bytesRead());
        }
        return estimate;
    }

    static void afterWriting(DescriptorTable files, Operation.WriteFile request, Reply.Written reply) {
        OpenedFile file = files.find(request.file().number());
        if (file != null && reply.bytes() >= 0) {
            file.moveTo(moved(file.position(), request.moveTo()));
            file.haveWritten(reply.bytes());
        }
    }

    static void afterSetting(DescriptorTable files, Operation.SetFilePosition request) {
        OpenedFile file = files.find(request.file().number());
        if (file != null) {
            file.moveTo(moved(file.position(), request.moveTo()));
        }
    }

    /** What an answer that says nothing has done to the position is not known. */
    static void afterUnknownReply(DescriptorTable files, Operation request) {
        OpenedFile file = null;
        if (request instanceof Operation.ReadFile read) {
            file = files.find(read.file().number());
        } else if (request instanceof Operation.WriteFile write) {
            file = files.find(write.file().number());
        } else if (request instanceof Operation.SetFilePosition set) {
            file = files.find(set.file().number());
        }
        forget(file, request instanceof Operation.WriteFile);
    }

    private static void forget(@Nullable OpenedFile file, boolean written) {
        if (file != null && written) {
            file.mayHaveWritten();
        } else if (file != null) {
            file.moveTo(OpenedFile.UNKNOWN_POSITION);
        }
    }

    private static long moved(long position, MoveTo moveTo) {
        return switch (moveTo) {
            case BEGIN -> 0;
            case CURRENT -> position;
            case END -> OpenedFile.AT_END;
        };
    }
}
