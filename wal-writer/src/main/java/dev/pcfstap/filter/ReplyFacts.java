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

    private ReplyFacts of(Reply reply) {
        code = reply.resultCode() == Reply.NO_CODE ? Facts.MISSING : reply.resultCode();
        return this;
    }

    @Override
    public ReplyFacts returnCode(Reply.ReturnCode reply) {
        return of(reply);
    }

    /** A write that worked is a success, whatever number of bytes its code counts. */
    @Override
    public ReplyFacts written(Reply.Written reply) {
        movedBytes = reply.bytes() < 0 ? Facts.MISSING : reply.bytes();
        return of(reply);
    }

    @Override
    public ReplyFacts opened(Reply.Opened reply) {
        if (reply.code() == 0) {
            descriptor = reply.descriptor();
        }
        return of(reply);
    }

    @Override
    public ReplyFacts folderItem(Reply.FolderItem reply) {
        return of(reply);
    }

    @Override
    public ReplyFacts read(Reply.Read reply) {
        cutShort = reply.cutShort();
        movedBytes = reply.form().isError() ? Facts.MISSING : reply.bytesRead();
        endOfFile = reply.endOfFile();
        return of(reply);
    }

    @Override
    public ReplyFacts stat(Reply.Stat reply) {
        return of(reply);
    }

    @Override
    public ReplyFacts large(Reply.Large reply) {
        return of(reply);
    }

    @Override
    public ReplyFacts small(Reply.Small reply) {
        return of(reply);
    }

    @Override
    public ReplyFacts pong(Reply.Pong reply) {
        return of(reply);
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
