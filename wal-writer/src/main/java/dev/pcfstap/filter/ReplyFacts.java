package dev.pcfstap.filter;

import dev.pcfstap.pcfs.Reply;

/** What an answer says, by the fields that filters know. Mutable: filled by visiting a reply, then read. */
final class ReplyFacts implements Reply.Visitor<ReplyFacts> {
    /** 0 to 0xFFFFFFFF. */
    long code = Facts.MISSING;

    long movedBytes = Facts.MISSING;
    long descriptor = Facts.MISSING;
    boolean endOfFile;
    boolean cutShort;
    boolean unknown;

    void clear() {
        code = Facts.MISSING;
        movedBytes = Facts.MISSING;
        descriptor = Facts.MISSING;
        endOfFile = false;
        cutShort = false;
        unknown = false;
    }

    private ReplyFacts code(int newCode) {
        code = Integer.toUnsignedLong(newCode);
        return this;
    }

    @Override
    public ReplyFacts returnCode(Reply.ReturnCode reply) {
        return code(reply.code());
    }

    /** A write that worked is a success, whatever number of bytes its code counts. */
    @Override
    public ReplyFacts written(Reply.Written reply) {
        if (reply.bytes() < 0) {
            return code(reply.code());
        }
        movedBytes = reply.bytes();
        return code(0);
    }

    @Override
    public ReplyFacts opened(Reply.Opened reply) {
        if (reply.code() == 0) {
            descriptor = reply.descriptor();
        }
        return code(reply.code());
    }

    @Override
    public ReplyFacts folderItem(Reply.FolderItem reply) {
        return code(reply.code());
    }

    @Override
    public ReplyFacts read(Reply.Read reply) {
        cutShort = reply.cutShort();
        if (reply.form() == Reply.ReadForm.ERROR) {
            return code((int) reply.value());
        }
        movedBytes = reply.bytesRead();
        endOfFile = reply.endOfFile();
        return code(0);
    }

    @Override
    public ReplyFacts stat(Reply.Stat reply) {
        return code(0);
    }

    @Override
    public ReplyFacts large(Reply.Large reply) {
        return code(0);
    }

    @Override
    public ReplyFacts small(Reply.Small reply) {
        return code(0);
    }

    @Override
    public ReplyFacts pong(Reply.Pong reply) {
        return code(0);
    }

    @Override
    public ReplyFacts opaque(Reply.Opaque reply) {
        return this;
    }

    @Override
    public ReplyFacts unknown(Reply.Unknown reply) {
        unknown = true;
        return this;
    }
}
