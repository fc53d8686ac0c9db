package dev.pcfstap.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.Omission;
import dev.pcfstap.tap.ReducedBytes;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The current record of a commit as one line, for people or as a JSON object. Payloads of traffic are only measured. */
public final class RecordLine {
    private static final JsonFactory JSON = new JsonFactory();

    private RecordLine() {}

    /** Sequence, time, stream, kind and what is in it. */
    public static String text(JournalCommit record) {
        return record.sequence() + " " + NanoTime.text(record.timeNanos()) + " s" + record.stream() + " "
                + record.kind().token() + detail(record);
    }

    private static String detail(JournalCommit record) {
        int from = record.payloadOffset();
        int length = record.payloadLength();
        return switch (record.kind()) {
            case OPENED -> {
                StreamAddresses ends = OpenedLayout.decode(record.bytes(), from, length);
                yield " client=" + printable(ends.client()) + " server=" + printable(ends.server());
            }
            case CLOSED ->
                " reason=" + ClosedLayout.decode(record.bytes(), from, length).token();
            case GAP -> {
                Gap gap = GapLayout.decode(record.bytes(), from, length, record.timeNanos());
                yield " events=" + gap.events() + " to_host=" + gap.toHostBytes() + " to_console="
                        + gap.toConsoleBytes();
            }
            case DURABILITY -> {
                DurabilityStatement stated = DurabilityStatement.decode(record.bytes(), from, length);
                yield " durable=" + stated.durable() + " doubtful=" + stated.doubtful();
            }
            case OMITTED -> {
                Omission omission = OmissionLayout.decode(record.bytes(), from, length);
                yield " requests=" + omission.requests() + " responses=" + omission.responses() + " to_host="
                        + omission.toHostBytes() + " to_console=" + omission.toConsoleBytes();
            }
            case MARK -> " " + printable(new String(record.bytes(), from, length, StandardCharsets.UTF_8));
            case OTHER -> " code=" + record.kindCode() + " bytes=" + length;
            case REDUCED -> reduced(record.bytes(), from, length);
            case REPEATED -> repeated(record.bytes(), from, length);
            case TO_HOST, TO_CONSOLE, SNAPSHOT, PADDING -> " bytes=" + length;
        };
    }

    private static String reduced(byte[] bytes, int from, int length) {
        if (!ReducedLayout.isUsable(bytes, from, length)) {
            return " unusable bytes=" + length;
        }
        ReducedBytes data = ReducedLayout.decode(bytes, from);
        return (data.direction() == Direction.CONSOLE_TO_HOST ? " written=" : " read=")
                + Long.toUnsignedString(data.lengthBytes())
                + " sha256=" + HexFormat.of().formatHex(data.digest());
    }

    private static String repeated(byte[] bytes, int from, int length) {
        if (!RepeatedLayout.isUsable(bytes, from, length)) {
            return " unusable bytes=" + length;
        }
        return (RepeatedLayout.isToHost(bytes, from) ? " to_host=" : " to_console=")
                + RepeatedLayout.lengthBytes(bytes, from) + " from=" + RepeatedLayout.sequenceOf(bytes, from, 0)
                + " pieces=" + RepeatedLayout.pieces(bytes, from);
    }

    /** A text from outside without its control characters: they could forge a line or reach a terminal. */
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (Character.isISOControl(point) || point == '\\') {
                safe.append("\\x").append(HexFormat.of().toHexDigits((byte) point));
            } else {
                safe.appendCodePoint(point);
            }
        });
        return safe.toString();
    }

    /** The same with the payload itself, in hex for traffic, as one JSON object without a line end. */
    public static String json(JournalCommit record) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            int from = record.payloadOffset();
            int length = record.payloadLength();
            json.writeStartObject();
            json.writeNumberField("sequence", record.sequence());
            json.writeStringField("ts", NanoTime.text(record.timeNanos()));
            json.writeNumberField("stream", record.stream());
            json.writeStringField("kind", record.kind().token());
            json.writeNumberField("code", record.kindCode());
            json.writeNumberField("length", length);
            json.writeStringField("payload", HexFormat.of().formatHex(record.bytes(), from, from + length));
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("a string writer failed", impossible);
        }
        return text.toString();
    }
}
