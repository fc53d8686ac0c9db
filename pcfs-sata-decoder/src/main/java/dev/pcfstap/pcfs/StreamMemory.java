package dev.pcfstap.pcfs;

/** What the conversation of one stream has established: what both sides support, and what is open. Mutable. */
final class StreamMemory {
    final ConnectionFlags flags = new ConnectionFlags();
    final DescriptorTable files;
    final DescriptorTable folders;

    StreamMemory(DecoderLimits limits) {
        files = new DescriptorTable(limits.descriptors());
        folders = new DescriptorTable(limits.descriptors());
    }

    /** Lets an answer change what is known of the stream; false when a table is full. */
    boolean remember(Operation operation, Reply reply) {
        if (reply instanceof Reply.Opened opened && opened.code() == ReturnCodes.SUCCESS) {
            if (operation instanceof Operation.OpenFile open) {
                return FilePositions.afterOpening(files, opened.descriptor(), open);
            }
            return !(operation instanceof Operation.OpenFolder open)
                    || folders.open(opened.descriptor(), open.path(), OpenedFile.UNKNOWN_POSITION);
        }
        if (reply instanceof Reply.ReturnCode result && result.code() == ReturnCodes.SUCCESS) {
            if (operation instanceof Operation.CloseFile close) {
                files.close(close.file().number());
            } else if (operation instanceof Operation.CloseFolder close) {
                folders.close(close.folder().number());
            } else if (operation instanceof Operation.SetFilePosition set) {
                FilePositions.afterSetting(files, set);
            }
        } else if (reply instanceof Reply.Written written && operation instanceof Operation.WriteFile write) {
            FilePositions.afterWriting(files, write, written);
        } else if (reply instanceof Reply.Pong pong) {
            flags.ponged(pong);
        } else if (reply instanceof Reply.Unknown || reply instanceof Reply.Opaque) {
            FilePositions.afterUnknownReply(files, operation);
        }
        return true;
    }

    void writeTo(SnapshotWriter out) {
        flags.writeTo(out);
        files.writeTo(out);
        folders.writeTo(out);
    }

    void writeFlagsTo(SnapshotWriter out) {
        flags.writeTo(out);
    }

    void readFrom(SnapshotReader in) throws SnapshotException {
        flags.readFrom(in);
        files.readFrom(in);
        folders.readFrom(in);
    }
}
