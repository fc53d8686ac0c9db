package dev.pcfstap.wal;

import static dev.pcfstap.wal.SampleEvents.print;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import dev.pcfstap.tap.Direction;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapFormatTest {
    private static final String TIME = "2026-11-20T21:40:48.123456Z";

    private final WalFormat format = new TapFormat();

    private String after(PcfsEvent event) {
        String line = print(format, event);
        assertThat(line).startsWith(TIME + " ").endsWith("\n").containsOnlyOnce("\n");
        return line.substring(TIME.length() + 1, line.length() - 1);
    }

    @Test
    void theHeaderNamesFormatAndVersion() {
        TextBuffer out = new TextBuffer(0);
        format.header(out, 0);
        assertThat(out).hasToString("# pcfs-tap wal 1\n");
    }

    @Test
    void streamsOpenAndCloseWithoutAnExchange() {
        assertThat(after(SampleEvents.opened()))
                .isEqualTo("s1       open  client=192.168.7.40:49152 server=127.0.0.1:7500");
        assertThat(after(SampleEvents.closed())).isEqualTo("s1       close reason=client requests=8 responses=7");
    }

    @Test
    void everyRequestIsTheCompatibleTextBetweenPrefixAndSuffix() {
        List<PcfsEvent> requests = SampleEvents.requests();
        WalFormat compatible = new CatDevFormat();
        for (PcfsEvent event : requests) {
            assertThat(after(event))
                    .startsWith("s1 #7    " + print(compatible, event).stripTrailing());
        }
    }

    @Test
    void aRequestOnADescriptorNamesItAndAWriteItsSize() {
        assertThat(after(SampleEvents.request(SampleEvents.write(SampleEvents.KNOWN))))
                .isEqualTo("s1 #7    ->WriteFile    {path=/%SLC_EMU_DIR/sys/log.txt,move_to=End} fd=3 size=4096");
        assertThat(after(SampleEvents.request(new Operation.StatFile(SampleEvents.FOREIGN))))
                .isEqualTo("s1 #7    ->StatFile     {path=<Unknown; -7>} fd=-7");
        assertThat(after(SampleEvents.request(new Operation.CloseFolder(SampleEvents.NOT_UTF8))))
                .isEqualTo("s1 #7    ->CloseFolder  {path=/caf\\xe9} fd=4");
    }

    @Test
    void writeDataAlwaysPrints() {
        Operation.WriteFile write = SampleEvents.write(SampleEvents.FOREIGN);
        assertThat(after(new PcfsEvent.WriteData(1, SampleEvents.TIME, 7, write, 4096, false, 0, 0)))
                .isEqualTo("s1 #7      ->4096");
    }

    @Test
    void everyResponseEndsInWhatTheTapWorkedOut() {
        WalFormat compatible = new CatDevFormat();
        List<PcfsEvent> responses = SampleEvents.responses();
        String log = " path=/%SLC_EMU_DIR/sys/log.txt";
        List<String> suffixes = List.of(
                " 376us path=/r",
                " 376us PATH_NOT_EXIST path=/r",
                " 376us path=/r",
                " 376us written=4096" + log,
                " 376us FS_ERROR" + log,
                " 376us path=/w.bin",
                " 376us PATH_NOT_EXIST path=/w.bin",
                " 376us" + log,
                " 376us NO_MORE_ITEMS" + log,
                " 376us read=31 eof" + log,
                " 376us read=31 short guess" + log,
                " 376us read~31 settled" + log,
                " 376us PATH_NOT_EXIST" + log,
                " 376us PATH_NOT_EXIST" + log,
                " 376us PATH_NOT_EXIST path=/w.bin",
                " 376us source=\"/a b\" dest=/c",
                " 376us PATH_NOT_EXIST",
                " 376us" + log,
                " 376us path=/q",
                " 376us path=/q",
                " 376us path=/q",
                " 376us",
                " 376us");
        for (int i = 0; i < responses.size(); i++) {
            PcfsEvent event = responses.get(i);
            assertThat(after(event))
                    .as("response %d", i)
                    .startsWith("s1 #7    <-")
                    .endsWith("}" + suffixes.get(i));
            if (!(((PcfsEvent.Response) event).reply() instanceof Reply.Read)) {
                assertThat(after(event))
                        .isEqualTo("s1 #7    " + print(compatible, event).stripTrailing() + suffixes.get(i));
            }
        }
    }

    @Test
    void aResponseThatNobodyWaitedForHasNoExchangeAndNoLatency() {
        assertThat(after(SampleEvents.unmatched(SampleEvents.raw("x"))))
                .isEqualTo("s1       <-     Unknown {data=b\"x\"}");
    }

    @Test
    void anAnswerBeforeItsRequestHasASkewAndNoLatency() {
        Operation remove = new Operation.Remove(WireText.of("/r"));
        assertThat(after(SampleEvents.skewed(remove, new Reply.ReturnCode(0))))
                .endsWith("{return_code=Success} skew path=/r");
    }

    @Test
    void theTextBeginsInOneColumnUpToExchange9999() {
        for (long exchange : new long[] {0, 1, 10, 999, 9999}) {
            PcfsEvent event = new PcfsEvent.Request(1, SampleEvents.TIME, exchange, SampleEvents.ping(), null, 0, 0);
            assertThat(after(event).indexOf("->")).as("#%d", exchange).isEqualTo("s1 #9999 ".length());
        }
        PcfsEvent event = new PcfsEvent.Request(1, SampleEvents.TIME, 10_000, SampleEvents.ping(), null, 0, 0);
        assertThat(after(event)).startsWith("s1 #10000 ->Ping");
    }

    @Test
    void aPathBehindTheTextCannotForgeAField() {
        for (String path : List.of("/a b", "/a=1", "/a\"b", "/a\u00a0b", "/a\u3000b", "")) {
            String line =
                    after(SampleEvents.response(new Operation.Remove(WireText.of(path)), new Reply.ReturnCode(0)));
            assertThat(line)
                    .isEqualTo("s1 #7    <-          RC {return_code=Success} 376us path=\""
                            + path.replace("\"", "\\\"") + "\"");
        }
        WireText odd = SampleEvents.bytes("/a \n", 0xFF);
        assertThat(after(SampleEvents.response(new Operation.Remove(odd), new Reply.ReturnCode(0))))
                .endsWith(" path=\"/a \\n\\xff\"");
    }

    @Test
    void theFormsOfAReadThatAreKnownHaveNames() {
        Operation read = SampleEvents.read(SampleEvents.KNOWN, 1, 32);
        assertThat(after(SampleEvents.response(read, SampleEvents.readReply(Reply.ReadForm.NORMAL, 9, false, false))))
                .contains(",packet_len=68,header=normal} ");
        assertThat(after(SampleEvents.response(read, SampleEvents.readReply(Reply.ReadForm.GROWN, 9, false, false))))
                .contains(",packet_len=68,header=grown} ");
        assertThat(after(SampleEvents.response(read, SampleEvents.readReply(Reply.ReadForm.ERROR, 9, false, false))))
                .contains(",packet_len=68,header=error} ");
        assertThat(after(SampleEvents.response(read, SampleEvents.readReply(Reply.ReadForm.OTHER, 9, false, false))))
                .contains(",packet_len=68,header=b\"\\xc4\\0$\\0");
        assertThat(after(SampleEvents.response(
                        read, SampleEvents.readReply(Reply.ReadForm.BARE_CODE, 0xFFF0FFAAL, false, false))))
                .isEqualTo("s1 #7    <-          RC {return_code=Failure (fff0ffaa)} 376us"
                        + " path=/%SLC_EMU_DIR/sys/log.txt");
    }

    @Test
    void localTimesCarryTheirOffsetAndTheHeaderTheirZone() {
        WalFormat local = new TapFormat(256, TimeStyle.LOCAL, ZoneId.of("Europe/Berlin"));
        TextBuffer out = new TextBuffer(0);
        local.header(out, 0);
        assertThat(out).hasToString("# pcfs-tap wal 1\n# time local, zone Europe/Berlin\n");
        assertThat(print(local, SampleEvents.closed())).startsWith("2026-11-20T22:40:48.123456+01:00 s1 ");
    }

    @Test
    void relativeTimesCountFromTheFirstEventAndAFileSaysWhenThatWas() {
        WalFormat relative = new TapFormat(256, TimeStyle.RELATIVE, ZoneOffset.UTC);
        TextBuffer out = new TextBuffer(0);
        relative.header(out, 0);
        assertThat(out).hasToString("# pcfs-tap wal 1\n");
        relative.begin(SampleEvents.TIME - 90_000_218_000L);
        assertThat(print(relative, SampleEvents.closed()))
                .startsWith("# time relative, since 2026-11-20T21:39:18.123238Z\n+00:01:30.000218 s1 ");
        assertThat(print(relative, SampleEvents.closed())).startsWith("+00:01:30.000218 s1 ");
        out.truncate(0);
        relative.header(out, 0);
        assertThat(out).hasToString("# pcfs-tap wal 1\n# time relative, since 2026-11-20T21:39:18.123238Z\n");
    }

    @Test
    void aTimeBeforeTheFirstHasAMinus() {
        WalFormat relative = new TapFormat(256, TimeStyle.RELATIVE, ZoneOffset.UTC);
        relative.begin(SampleEvents.TIME + 500_001_000_000_000L);
        assertThat(print(relative, SampleEvents.closed())).contains("Z\n-138:53:21.000000 s1 ");
    }

    @Test
    void longDataIsCutAndItsLengthAndChecksumFollow() {
        RawBytes raw = SampleEvents.raw("x".repeat(5000));
        String shown = "b\"" + "x".repeat(256) + "\"";
        assertThat(after(SampleEvents.request(new Operation.Unknown(raw, "odd"))))
                .isEqualTo("s1 #7    ->Unknown      {data=" + shown + "} bytes=5000 chk=bb88fc22e72bd25e");
        assertThat(after(SampleEvents.response(SampleEvents.ping(), new Reply.Opaque(raw))))
                .isEqualTo("s1 #7    <-     Unknown {data=" + shown + "} 376us bytes=5000 chk=bb88fc22e72bd25e");
        assertThat(after(SampleEvents.note(NoteKind.TRUNCATED, Direction.CONSOLE_TO_HOST, raw)))
                .isEqualTo(
                        "s1       note  truncated dir=request data=" + shown + " data_bytes=5000 chk=bb88fc22e72bd25e");
    }

    @Test
    void dataThatTheDecoderCutAlreadySaysSo() {
        RawBytes raw = new RawBytes(new byte[] {'a'}, 9, () -> 1);
        assertThat(after(SampleEvents.unmatched(raw)))
                .isEqualTo("s1       <-     Unknown {data=b\"a\"} bytes=9 chk=01");
    }

    @Test
    void notesShowTheirFieldsSoThatNoneCanBeForged() {
        assertThat(after(SampleEvents.note(NoteKind.UNMATCHED_RESPONSE, null, null, NoteField.of("bytes", 40))))
                .isEqualTo("s1       note  unmatched-response bytes=40");
        assertThat(after(SampleEvents.note(
                        NoteKind.LOST_BOUNDARY,
                        Direction.HOST_TO_CONSOLE,
                        SampleEvents.raw("ab"),
                        NoteField.of("reason", "too long\nx y=1 \"z\""),
                        NoteField.of("empty", ""),
                        NoteField.of("word", "a\u001b\u202eb"))))
                .isEqualTo("s1       note  lost-boundary reason=\"too long\\nx y=1 \\\"z\\\"\" empty=\"\""
                        + " word=a\\x1b\\xe2\\x80\\xaeb dir=response data=b\"ab\"");
    }

    @Test
    void noPathReachesTheTerminalOrBeginsALine() {
        String nasty = "/\n\r\t\\\u0000\u007f\u001b\u0085\u009b\u2028\u2029\u202e\u2066\u200f\ufeff";
        assertThat(after(SampleEvents.request(new Operation.Remove(WireText.of(nasty)))))
                .isEqualTo(
                        "s1 #7    ->Remove       {path=/\\n\\r\\t\\\\\\x00\\x7f\\x1b\\xc2\\x85\\xc2\\x9b"
                                + "\\xe2\\x80\\xa8\\xe2\\x80\\xa9\\xe2\\x80\\xae\\xe2\\x81\\xa6\\xe2\\x80\\x8f\\xef\\xbb\\xbf}");
        String harmless = "/caf\u00e9/\u65e5\u672c/\ud83d\ude00";
        assertThat(after(SampleEvents.request(new Operation.Remove(WireText.of(harmless)))))
                .isEqualTo("s1 #7    ->Remove       {path=" + harmless + "}");
    }

    @Test
    void bytesThatAreNotUtf8AreEscapedOneByOne() {
        WireText text = SampleEvents.bytes(
                "/", 0xC3, 0x28, 0x80, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF5, 0x80, 0x80, 0x80, 0xE2, 0x82);
        assertThat(after(SampleEvents.request(new Operation.Remove(text))))
                .isEqualTo("s1 #7    ->Remove       {path=/\\xc3(\\x80\\xc0\\x80\\xed\\xa0\\x80\\xf5\\x80\\x80\\x80"
                        + "\\xe2\\x82}");
    }

    @Test
    void timesKeepTheirOrderAcrossSecondsAndBefore1970() {
        assertThat(UtcTime.micros(0)).isEqualTo("1970-01-01T00:00:00.000000Z");
        assertThat(UtcTime.micros(-1)).isEqualTo("1969-12-31T23:59:59.999999Z");
        assertThat(UtcTime.micros(1_999_999_999L)).isEqualTo("1970-01-01T00:00:01.999999Z");
        TextBuffer out = new TextBuffer(0);
        UtcTime time = new UtcTime();
        time.nanos(1_000_000_005L, out).put(' ');
        time.nanos(2_000_000_000L, out).put(' ');
        time.nanos(1_000_000_006L, out);
        assertThat(out)
                .hasToString(
                        "1970-01-01T00:00:01.000000005Z 1970-01-01T00:00:02.000000000Z 1970-01-01T00:00:01.000000006Z");
    }
}
