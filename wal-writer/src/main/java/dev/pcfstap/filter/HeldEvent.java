package dev.pcfstap.filter;

import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import org.jspecify.annotations.Nullable;

/** An event in the queue: it is not decided yet, or it was selected and waits for its turn. Mutable in its verdict. */
final class HeldEvent {
    final PcfsEvent event;
    final HeldStream stream;

    /** Null for what is no part of an exchange; that is decided at once. */
    final @Nullable HeldExchange exchange;

    final long bytes;
    Verdict verdict;

    HeldEvent(PcfsEvent event, HeldStream stream, @Nullable HeldExchange exchange, Verdict verdict) {
        this.event = event;
        this.stream = stream;
        this.exchange = exchange;
        this.verdict = verdict;
        this.bytes = bytesOf(event);
    }

    private static long bytesOf(PcfsEvent event) {
        if (event instanceof PcfsEvent.Request request) {
            return request.operation() instanceof Operation.Unknown unknown
                    ? kept(unknown.raw())
                    : kept(request.undecodable());
        }
        if (event instanceof PcfsEvent.Response response) {
            return response.reply() instanceof Reply.Opaque opaque ? kept(opaque.raw()) : kept(response.undecodable());
        }
        return event instanceof PcfsEvent.Note note ? kept(note.raw()) : 0;
    }

    private static long kept(@Nullable RawBytes raw) {
        return raw == null ? 0 : raw.kept().length;
    }
}
