package dev.pcfstap.pcfs;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events as short lines for assertions; not one of the product's formats. */
final class Transcript implements PcfsEvent.Visitor {
    private String line = "";

    static String line(PcfsEvent event) {
        Transcript transcript = new Transcript();
        event.accept(transcript);
        return transcript.line;
    }

    @Override
    public void opened(PcfsEvent.Opened event) {
        line = "open s" + event.stream();
    }

    @Override
    public void request(PcfsEvent.Request event) {
        line = "s" + event.stream() + " #" + event.exchange() + " -> " + shown(event.operation())
                + undecodable(event.undecodable());
    }

    @Override
    public void writeData(PcfsEvent.WriteData event) {
        line = "s" + event.stream() + " #" + event.exchange() + " data " + event.bytes()
                + (event.oldest() ? "" : " not-oldest");
    }

    @Override
    public void response(PcfsEvent.Response event) {
        line = "s" + event.stream() + " #" + event.exchange() + " <- " + shown(event.reply())
                + (event.evidence() == Evidence.STATED ? "" : " " + event.evidence())
                + undecodable(event.undecodable());
    }

    @Override
    public void note(PcfsEvent.Note event) {
        line = "s" + event.stream() + " note " + event.kind().token()
                + (event.direction() == null ? "" : " " + event.direction())
                + event.fields().stream()
                        .map(field -> " " + field.name() + "=" + field.value())
                        .collect(Collectors.joining())
                + undecodable(event.raw());
    }

    @Override
    public void closed(PcfsEvent.Closed event) {
        line = "s" + event.stream() + " close " + event.reason().token() + " " + event.requests() + "/"
                + event.responses();
    }

    private static String shown(Operation operation) {
        return operation instanceof Operation.Unknown unknown ? "Unknown: " + unknown.reason() : operation.toString();
    }

    private static String shown(Reply reply) {
        if (reply instanceof Reply.Unknown unknown) {
            return "Unknown: " + unknown.reason();
        }
        if (reply instanceof Reply.Opaque) {
            return "Opaque";
        }
        if (reply instanceof Reply.Read read) {
            return "Read[" + read.form() + ", V=" + read.value() + ", length=" + read.packetLength() + ", n="
                    + read.bytesRead() + (read.endOfFile() ? ", eof" : "") + (read.cutShort() ? ", short" : "")
                    + ", chk=" + Long.toHexString(read.checksum().value()) + "]";
        }
        return reply.toString();
    }

    private static String undecodable(@Nullable RawBytes raw) {
        return raw == null
                ? ""
                : " raw " + raw.length() + " chk="
                        + Long.toHexString(raw.checksum().value());
    }
}
