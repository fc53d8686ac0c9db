package dev.pcfstap.proxy;

import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.ReturnCodes;

/** The code with which a reply says that a request failed, or {@link #NONE}. */
final class ErrorCode implements Reply.Visitor<Integer> {
    static final int NONE = ReturnCodes.SUCCESS;

    @Override
    public Integer returnCode(Reply.ReturnCode reply) {
        return reply.code() == ReturnCodes.RENAME_DONE ? NONE : reply.code();
    }

    @Override
    public Integer written(Reply.Written reply) {
        return reply.bytes() >= 0 ? NONE : reply.code();
    }

    @Override
    public Integer opened(Reply.Opened reply) {
        return reply.code();
    }

    @Override
    public Integer folderItem(Reply.FolderItem reply) {
        return reply.code() == ReturnCodes.NO_MORE_ITEMS ? NONE : reply.code();
    }

    @Override
    public Integer read(Reply.Read reply) {
        return reply.form() == Reply.ReadForm.ERROR ? (int) reply.value() : NONE;
    }

    @Override
    public Integer stat(Reply.Stat reply) {
        return NONE;
    }

    @Override
    public Integer large(Reply.Large reply) {
        return NONE;
    }

    @Override
    public Integer small(Reply.Small reply) {
        return NONE;
    }

    @Override
    public Integer pong(Reply.Pong reply) {
        return NONE;
    }

    @Override
    public Integer opaque(Reply.Opaque reply) {
        return NONE;
    }

    @Override
    public Integer unknown(Reply.Unknown reply) {
        return NONE;
    }
}
