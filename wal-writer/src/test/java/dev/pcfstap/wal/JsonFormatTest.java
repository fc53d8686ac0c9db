package dev.pcfstap.wal;

import static dev.pcfstap.wal.SampleEvents.print;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonFormatTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchema SCHEMA = schema();
    private static final String START = "{\"ts\":\"2026-11-20T21:40:48.123456789Z\",\"stream\":1";

    private final WalFormat format = new JsonFormat();

    private static JsonSchema schema() {
        try (InputStream in = JsonFormat.class.getResourceAsStream("wal-json-1.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private static void assertValid(String lines) {
        assertThat(lines).endsWith("\n");
        lines.lines()
                .forEach(line ->
                        assertThat(SCHEMA.validate(parse(line))).as(line).isEmpty());
    }

    private static List<PcfsEvent> everyKind() {
        List<PcfsEvent> events = new ArrayList<>(SampleEvents.requests());
        events.addAll(SampleEvents.responses());
        events.add(SampleEvents.opened());
        events.add(SampleEvents.unmatched(SampleEvents.raw("")));
        events.add(SampleEvents.response(
                SampleEvents.read(SampleEvents.KNOWN, 1, 1), new Reply.Opaque(SampleEvents.raw("?"))));
        events.add(SampleEvents.request(new Operation.StatFile(SampleEvents.NOT_UTF8)));
        events.add(SampleEvents.request(new Operation.Remove(SampleEvents.bytes("/", 0xFF))));
        events.add(SampleEvents.request(
                new Operation.Rename(SampleEvents.bytes("/", 0xFF), SampleEvents.bytes("/", 0x80), false)));
        events.add(SampleEvents.request(SampleEvents.read(SampleEvents.KNOWN, 0xFFFF_FFFFL, 0xFFFF_FFFFL)));
        events.add(SampleEvents.response(
                new Operation.ReadFolder(SampleEvents.KNOWN),
                new Reply.FolderItem(0, SampleEvents.bytes("n", 0xFE), SampleEvents.FILE)));
        events.add(new PcfsEvent.WriteData(
                1, SampleEvents.TIME, 7, SampleEvents.write(SampleEvents.FOREIGN), 4096, false, 0, 0));
        for (NoteKind kind : NoteKind.values()) {
            events.add(SampleEvents.note(
                    kind,
                    Direction.HOST_TO_CONSOLE,
                    SampleEvents.raw("\0\u00ff"),
                    NoteField.of("bytes", Long.MIN_VALUE),
                    NoteField.of("reason", "a \"b\"\n")));
            events.add(SampleEvents.note(kind, null, null));
        }
        events.add(SampleEvents.skewed(new Operation.Remove(WireText.of("/r")), new Reply.ReturnCode(0)));
        events.add(SampleEvents.skewed(
                new Operation.Unknown(SampleEvents.raw(""), "odd"), new Reply.Unknown(SampleEvents.raw(""), "odd")));
        events.add(SampleEvents.response(
                new Operation.Rename(SampleEvents.bytes("/", 0xFF), SampleEvents.bytes("/", 0x80), false),
                new Reply.ReturnCode(0)));
        events.add(SampleEvents.response(SampleEvents.ping(), new Reply.ReturnCode(SampleEvents.PATH_NOT_EXIST)));
        events.add(SampleEvents.response(
                new Operation.ReadFolder(SampleEvents.NOT_UTF8), new Reply.ReturnCode(SampleEvents.PATH_NOT_EXIST)));
        for (CloseReason reason : CloseReason.values()) {
            events.add(new PcfsEvent.Closed(1, SampleEvents.TIME, reason, 0, Long.MAX_VALUE));
        }
        return events;
    }

    @Test
    void everyKindOfEventIsValidAgainstThePublishedSchema() {
        TextBuffer header = new TextBuffer(0);
        format.header(header, 0);
        assertValid(header.toString());
        assertValid(print(format, everyKind()));
    }

    @ParameterizedTest
    @EnumSource
    void everyGoldenSessionIsValidAgainstThePublishedSchema(Golden golden) {
        MemoryOutput output = new MemoryOutput();
        TapeRunner.run(golden.tape(), format, output, 3);
        assertThat(output.linesWritten())
                .isGreaterThan(golden.catDevText().lines().count());
        assertValid(output.text());
    }

    @Test
    void theSchemaRefusesAKeyThatItDoesNotKnowInEveryKindOfEvent() {
        for (PcfsEvent event : everyKind()) {
            ObjectNode object = (ObjectNode) parse(print(format, event));
            object.put("extra", 1);
            assertThat(SCHEMA.validate(object)).as(object.toString()).isNotEmpty();
        }
    }

    @Test
    void theSchemaRefusesAnEventThatLacksItsTimeOrItsOperation() {
        for (String key : List.of("ts", "op", "exchange")) {
            ObjectNode object =
                    (ObjectNode) parse(print(format, SampleEvents.requests().get(0)));
            object.remove(key);
            assertThat(SCHEMA.validate(object)).as(key).isNotEmpty();
        }
    }

    @Test
    void keysHaveAFixedOrder() {
        assertThat(print(format, SampleEvents.request(SampleEvents.write(SampleEvents.KNOWN))))
                .isEqualTo(START
                        + ",\"exchange\":7,\"dir\":\"request\",\"op\":\"WriteFile\",\"path\":\"/%SLC_EMU_DIR/sys/log.txt\""
                        + ",\"fd\":3,\"move_to\":\"End\",\"block_count\":4,\"block_size\":1024,\"total_size\":4096}\n");
        assertThat(print(
                        format,
                        SampleEvents.response(
                                new Operation.Remove(WireText.of("/r")),
                                new Reply.ReturnCode(SampleEvents.PATH_NOT_EXIST))))
                .isEqualTo(START
                        + ",\"exchange\":7,\"dir\":\"response\",\"op\":\"Remove\",\"path\":\"/r\",\"reply\":\"RC\",\"rc\":4293984233"
                        + ",\"rcName\":\"PATH_NOT_EXIST\",\"latencyNanos\":376999}\n");
        assertThat(print(format, SampleEvents.unmatched(SampleEvents.raw("ab"))))
                .isEqualTo(START
                        + ",\"exchange\":0,\"dir\":\"response\",\"op\":\"Unknown\",\"reply\":\"Unknown\""
                        + ",\"reason\":\"no request waits for it\",\"raw\":\"YWI=\",\"rawLength\":2"
                        + ",\"rawChk\":\"bb88fc22e72bd25e\"}\n");
        assertThat(print(format, SampleEvents.closed()))
                .isEqualTo(START + ",\"dir\":\"close\",\"reason\":\"client\",\"requests\":8,\"responses\":7}\n");
    }

    @Test
    void aWriteThatWorkedHasCodeZeroWhateverTheWireSays() {
        JsonNode written = parse(print(
                format, SampleEvents.response(SampleEvents.write(SampleEvents.KNOWN), new Reply.Written(4096, 4096))));
        assertThat(written.get("rc").intValue()).isZero();
        assertThat(written.get("rcName").textValue()).isEqualTo("SUCCESS");
        assertThat(written.get("written").intValue()).isEqualTo(4096);
    }

    @Test
    void aResponseHasThePathsOfItsRequest() {
        Reply worked = new Reply.ReturnCode(0);
        JsonNode closed =
                parse(print(format, SampleEvents.response(new Operation.CloseFile(SampleEvents.KNOWN), worked)));
        assertThat(closed.get("path").textValue()).isEqualTo("/%SLC_EMU_DIR/sys/log.txt");
        JsonNode foreign =
                parse(print(format, SampleEvents.response(new Operation.CloseFile(SampleEvents.FOREIGN), worked)));
        assertThat(foreign.get("path").isNull()).isTrue();
        JsonNode renamed = parse(print(
                format,
                SampleEvents.response(new Operation.Rename(WireText.of("/a"), WireText.of("/b"), false), worked)));
        assertThat(renamed.get("source").textValue()).isEqualTo("/a");
        assertThat(renamed.get("dest").textValue()).isEqualTo("/b");
        assertThat(parse(print(format, SampleEvents.response(SampleEvents.ping(), new Reply.Pong(true, true))))
                        .has("path"))
                .isFalse();
    }

    @Test
    void anAnswerBeforeItsRequestHasASkewAndNoLatency() {
        JsonNode skewed = parse(
                print(format, SampleEvents.skewed(new Operation.Remove(WireText.of("/r")), new Reply.ReturnCode(0))));
        assertThat(skewed.has("latencyNanos")).isFalse();
        assertThat(skewed.get("skewNanos").longValue()).isEqualTo(50_000_000);
        assertThat(SCHEMA.validate(((ObjectNode) skewed).put("latencyNanos", 1)))
                .isNotEmpty();
    }

    @Test
    void whatIsInferredOfAReadSaysSo() {
        Operation read = SampleEvents.read(SampleEvents.KNOWN, 1, 32);
        for (Reply.ReadForm form : List.of(Reply.ReadForm.NORMAL, Reply.ReadForm.OTHER)) {
            JsonNode line =
                    parse(print(format, SampleEvents.response(read, SampleEvents.readReply(form, 9, false, false))));
            assertThat(line.get("readInferred").booleanValue()).isEqualTo(form == Reply.ReadForm.OTHER);
        }
    }

    @Test
    void aNumberThatADoubleCannotHoldIsAString() {
        Operation all = SampleEvents.read(SampleEvents.KNOWN, 0xFFFF_FFFFL, 0xFFFF_FFFFL);
        assertThat(parse(print(format, SampleEvents.request(all)))
                        .get("total_size")
                        .textValue())
                .isEqualTo("18446744065119617025");
        Operation most = SampleEvents.read(SampleEvents.KNOWN, 1L << 31, 1L << 22);
        assertThat(parse(print(format, SampleEvents.request(most)))
                        .get("total_size")
                        .longValue())
                .isEqualTo(1L << 53);
    }

    @Test
    void textSurvivesWhateverIsInIt() {
        String nasty = "/\"\\\b\f\n\r\t\u0000\u001f\u007f\u0085\u2028\u202e caf\u00e9 \u65e5\ud83d\ude00";
        String line = print(format, SampleEvents.request(new Operation.Remove(WireText.of(nasty))));
        assertThat(parse(line).get("path").textValue()).isEqualTo(nasty);
        assertThat(line.chars().filter(c -> c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x202E))
                .containsExactly((int) '\n');
    }

    @Test
    void aPathThatIsNotUtf8AlsoCarriesItsBytes() throws IOException {
        WireText path = SampleEvents.bytes("/caf", 0xE9);
        JsonNode object = parse(print(format, SampleEvents.request(new Operation.Remove(path))));
        assertThat(object.get("path").textValue()).isEqualTo("/caf\ufffd");
        assertThat(object.get("pathBytes").binaryValue()).isEqualTo(path.viewBytes());
        List<String> keys = new ArrayList<>();
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            keys.add(names.next());
        }
        assertThat(keys).containsExactly("ts", "stream", "exchange", "dir", "op", "path", "pathBytes");
    }
}
