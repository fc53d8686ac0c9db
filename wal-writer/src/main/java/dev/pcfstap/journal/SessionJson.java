package dev.pcfstap.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * The form of {@code sessions.json}: one object with {@code format}, {@code version}, {@code checksum} (CRC-32C of the file
 * with eight zeroes in its place), {@code journal}, {@code throughSequence} (every record below it is in the entries),
 * {@code durable} (pairs of the first and last sequence of records in a row that were synced when this was written) and
 * {@code sessions}, one line each. A file that does not read back exactly is no catalogue: it is made again.
 */
final class SessionJson {
    static final long MAX_BYTES = 64 << 20;

    private static final String FORMAT = "pcfs-tap sessions";
    private static final int VERSION = 1;
    private static final String BEFORE_CHECKSUM =
            "{\"format\":\"" + FORMAT + "\",\"version\":" + VERSION + ",\"checksum\":\"";
    private static final String NO_CHECKSUM = "00000000";
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private SessionJson() {}

    /** What a catalogue says. */
    record Content(JournalId journal, long throughSequence, List<SequenceRange> durable, List<Session> sessions) {}

    static byte[] write(Content content) {
        StringWriter text = new StringWriter();
        text.append(BEFORE_CHECKSUM).append(NO_CHECKSUM);
        text.append("\",\"journal\":\"").append(content.journal().hex());
        text.append("\",\"throughSequence\":").append(Long.toString(content.throughSequence()));
        text.append(content.durable().stream()
                .map(range -> "[" + range.from() + "," + (range.to() - 1) + "]")
                .collect(Collectors.joining(",", ",\"durable\":[", "]")));
        text.append(",\"sessions\":[");
        String separator = "\n";
        for (Session session : content.sessions()) {
            text.append(separator).append(line(session));
            separator = ",\n";
        }
        text.append("\n]}\n");
        byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] checksum = checksum(bytes).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(checksum, 0, bytes, BEFORE_CHECKSUM.length(), checksum.length);
        return bytes;
    }

    /** One session as a JSON object in one line. */
    static String line(Session session) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("stream", session.stream());
            json.writeStringField("client", session.addresses().client());
            json.writeStringField("server", session.addresses().server());
            json.writeStringField("start", NanoTime.text(session.startNanos()));
            json.writeStringField("end", NanoTime.text(session.endNanos()));
            json.writeStringField("state", session.state().token());
            if (session.operations() >= 0) {
                json.writeNumberField("operations", session.operations());
            } else {
                json.writeNullField("operations");
            }
            json.writeNumberField("toHostBytes", session.toHostBytes());
            json.writeNumberField("toConsoleBytes", session.toConsoleBytes());
            json.writeNumberField("firstSequence", session.firstSequence());
            json.writeNumberField("lastSequence", session.lastSequence());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new IllegalStateException("a string writer failed", impossible);
        }
        return text.toString();
    }

    /** The content; empty when the bytes are not what {@link #write} made. */
    static Optional<Content> read(byte[] bytes) {
        int at = BEFORE_CHECKSUM.length();
        if (bytes.length < at + NO_CHECKSUM.length()
                || !new String(bytes, 0, at, StandardCharsets.US_ASCII).equals(BEFORE_CHECKSUM)) {
            return Optional.empty();
        }
        String stated = new String(bytes, at, NO_CHECKSUM.length(), StandardCharsets.US_ASCII);
        byte[] blank = bytes.clone();
        System.arraycopy(NO_CHECKSUM.getBytes(StandardCharsets.US_ASCII), 0, blank, at, NO_CHECKSUM.length());
        if (!checksum(blank).equals(stated)) {
            return Optional.empty();
        }
        try (JsonParser json = JSON.createParser(bytes)) {
            return Optional.of(content(json));
        } catch (IOException | RuntimeException notOurs) {
            return Optional.empty();
        }
    }

    private static Content content(JsonParser json) throws IOException {
        JournalId journal = JournalId.UNKNOWN;
        long through = 0;
        List<SequenceRange> durable = new ArrayList<>();
        List<Session> sessions = new ArrayList<>();
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "journal" -> journal = JournalId.parse(json.getText());
                case "throughSequence" -> through = json.getLongValue();
                case "durable" -> {
                    while (json.nextToken() == JsonToken.START_ARRAY) {
                        durable.add(new SequenceRange(json.nextLongValue(0), json.nextLongValue(0) + 1));
                        json.nextToken();
                    }
                }
                case "sessions" -> {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        sessions.add(session(json));
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new Content(journal, through, durable, sessions);
    }

    private static Session session(JsonParser json) throws IOException {
        String client = "";
        String server = "";
        SessionState state = SessionState.ACTIVE;
        long start = 0;
        long end = 0;
        long[] numbers = {0, -1, 0, 0, 0, 0};
        List<String> names =
                List.of("stream", "operations", "toHostBytes", "toConsoleBytes", "firstSequence", "lastSequence");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "client" -> client = json.getText();
                case "server" -> server = json.getText();
                case "start" -> start = NanoTime.parse(json.getText());
                case "end" -> end = NanoTime.parse(json.getText());
                case "state" -> state = SessionState.valueOf(json.getText().toUpperCase(Locale.ROOT));
                default -> {
                    int index = names.indexOf(field);
                    if (index >= 0 && value == JsonToken.VALUE_NUMBER_INT) {
                        numbers[index] = json.getLongValue();
                    }
                }
            }
        }
        return new Session(
                numbers[0],
                new StreamAddresses(client, server),
                start,
                end,
                state,
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5]);
    }

    private static String checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
