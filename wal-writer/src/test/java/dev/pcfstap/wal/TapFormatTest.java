package dev.pcfstap.wal;

import static dev.pcfstap.wal.SampleEvents.print;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.PcfsEvent.NoteField;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import dev.pcfstap.tap.Direction;
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
                .isEqualTo("s1    open  client=192.168.7.40:49152 server=127.0.0.1:7500");
        assertThat(after(SampleEvents.closed())).isEqualTo("s1    close reason=client requests=8 responses=7");
    }

    @Test
    void everyRequestIsTheCompatibleTextBetweenPrefixAndSuffix() {
        List<PcfsEvent> requests = SampleEvents.requests();
        WalFormat compatible = new CatDevFormat();
        for (PcfsEvent event : requests) {
            assertThat(after(event))
                    .startsWith("s1 #7 " + print(compatible, event).stripTrailing());
        }
    }

    @Test
    void aRequestOnADescriptorNamesItAndAWriteItsSize() {
        assertThat(after(SampleEvents.request(SampleEvents.write(SampleEvents.KNOWN))))
                .isEqualTo("s1 #7 ->WriteFile    {path=/%SLC_EMU_DIR/sys/log.txt,move_to=End} fd=3 size=4096");
        assertThat(after(SampleEvents.request(new Operation.StatFile(SampleEvents.FOREIGN))))
                .isEqualTo("s1 #7 ->StatFile     {path=<Unknown; -7>} fd=-7");
        assertThat(after(SampleEvents.request(new Operation.CloseFolder(SampleEvents.NOT_UTF8))))
                .isEqualTo("s1 #7 ->CloseFolder  {path=/caf\\xe9} fd=4");
    }

    @Test
    void writeDataAlwaysPrints() {
        Operation.WriteFile write = SampleEvents.write(SampleEvents.FOREIGN);
        assertThat(after(new PcfsEvent.WriteData(1, SampleEvents.TIME, 7, write, 4096, false, 0, 0)))
                .isEqualTo("s1 #7   ->4096");
    }

    @Test
    void everyResponseEndsInWhatTheTapWorkedOut() {
        WalFormat compatible = new CatDevFormat();
        List<PcfsEvent> responses = SampleEvents.responses();
        List<String> suffixes = List.of(
                " 376us",
                " 376us PATH_NOT_EXIST",
                " 376us",
                " 376us written=4096",
                " 376us FS_ERROR",
                " 376us",
                " 376us PATH_NOT_EXIST",
                " 376us",
                " 376us NO_MORE_ITEMS",
                " 376us read=31 eof",
                " 376us read=31 short guess",
                " 376us read=31 settled",
                " 376us PATH_NOT_EXIST",
                " 376us",
                " 376us",
                " 376us",
                " 376us",
                " 376us",
                " 376us");
        for (int i = 0; i < responses.size(); i++) {
            PcfsEvent event = responses.get(i);
            assertThat(after(event))
                    .isEqualTo("s1 #7 " + print(compatible, event).stripTrailing() + suffixes.get(i));
        }
    }

    @Test
    void aResponseThatNobodyWaitedForHasNoExchangeAndNoLatency() {
        assertThat(after(SampleEvents.unmatched(SampleEvents.raw("x"))))
                .isEqualTo("s1    <-     Unknown {data=b\"x\"}");
    }

    @Test
    void aClockThatRanBackwardsShowsNoNegativeLatency() {
        Operation remove = new Operation.Remove(WireText.of("/r"));
        assertThat(after(new PcfsEvent.Response(
                        1,
                        SampleEvents.TIME,
                        2,
                        remove,
                        new Reply.ReturnCode(0),
                        -5_000_000,
                        Evidence.STATED,
                        null,
                        0,
                        0)))
                .endsWith("{return_code=Success} 0us");
    }

    @Test
    void longDataIsCutAndItsLengthAndChecksumFollow() {
        RawBytes raw = SampleEvents.raw("x".repeat(5000));
        String shown = "b\"" + "x".repeat(256) + "\"";
        assertThat(after(SampleEvents.request(new Operation.Unknown(raw, "odd"))))
                .isEqualTo("s1 #7 ->Unknown      {data=" + shown + "} bytes=5000 chk=bb88fc22e72bd25e");
        assertThat(after(SampleEvents.response(SampleEvents.ping(), new Reply.Opaque(raw))))
                .isEqualTo("s1 #7 <-     Unknown {data=" + shown + "} 376us bytes=5000 chk=bb88fc22e72bd25e");
        assertThat(after(SampleEvents.note(NoteKind.TRUNCATED, Direction.CONSOLE_TO_HOST, raw)))
                .isEqualTo("s1    note  truncated dir=request data=" + shown + " data_bytes=5000 chk=bb88fc22e72bd25e");
    }

    @Test
    void dataThatTheDecoderCutAlreadySaysSo() {
        RawBytes raw = new RawBytes(new byte[] {'a'}, 9, () -> 1);
        assertThat(after(SampleEvents.unmatched(raw))).isEqualTo("s1    <-     Unknown {data=b\"a\"} bytes=9 chk=01");
    }

    @Test
    void notesShowTheirFieldsSoThatNoneCanBeForged() {
        assertThat(after(SampleEvents.note(NoteKind.UNMATCHED_RESPONSE, null, null, NoteField.of("bytes", 40))))
                .isEqualTo("s1    note  unmatched-response bytes=40");
        assertThat(after(SampleEvents.note(
                        NoteKind.LOST_BOUNDARY,
                        Direction.HOST_TO_CONSOLE,
                        SampleEvents.raw("ab"),
                        NoteField.of("reason", "too long\nx y=1 \"z\""),
                        NoteField.of("empty", ""),
                        NoteField.of("word", "a\u001b\u202eb"))))
                .isEqualTo("s1    note  lost-boundary reason=\"too long\\nx y=1 \\\"z\\\"\" empty=\"\""
                        + " word=a\\x1b\\xe2\\x80\\xaeb dir=response data=b\"ab\"");
    }

    @Test
    void noPathReachesTheTerminalOrBeginsALine() {
        String nasty = "/\n\r\t\\\u0000\u007f\u001b\u0085\u009b\u2028\u2029\u202e\u2066\u200f\ufeff";
        assertThat(after(SampleEvents.request(new Operation.Remove(WireText.of(nasty)))))
                .isEqualTo(
                        "s1 #7 ->Remove       {path=/\\n\\r\\t\\\\\\x00\\x7f\\x1b\\xc2\\x85\\xc2\\x9b"
                                + "\\xe2\\x80\\xa8\\xe2\\x80\\xa9\\xe2\\x80\\xae\\xe2\\x81\\xa6\\xe2\\x80\\x8f\\xef\\xbb\\xbf}");
        String harmless = "/caf\u00e9/\u65e5\u672c/\ud83d\ude00";
        assertThat(after(SampleEvents.request(new Operation.Remove(WireText.of(harmless)))))
                .isEqualTo("s1 #7 ->Remove       {path=" + harmless + "}");
    }

    @Test
    void bytesThatAreNotUtf8AreEscapedOneByOne() {
        WireText text = SampleEvents.bytes(
                "/", 0xC3, 0x28, 0x80, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF5, 0x80, 0x80, 0x80, 0xE2, 0x82);
        assertThat(after(SampleEvents.request(new Operation.Remove(text))))
                .isEqualTo("s1 #7 ->Remove       {path=/\\xc3(\\x80\\xc0\\x80\\xed\\xa0\\x80\\xf5\\x80\\x80\\x80"
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
