package dev.pcfstap.wal;

import static dev.pcfstap.wal.SampleEvents.print;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.pcfs.Descriptor;
import dev.pcfstap.pcfs.Evidence;
import dev.pcfstap.pcfs.NoteKind;
import dev.pcfstap.pcfs.Operation;
import dev.pcfstap.pcfs.PcfsEvent;
import dev.pcfstap.pcfs.RawBytes;
import dev.pcfstap.pcfs.Reply;
import dev.pcfstap.pcfs.WireText;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatDevFormatTest {
    private final WalFormat format = new CatDevFormat();

    @Test
    void everyRequestPrintsAsTheFormatNoteSays() {
        assertThat(print(format, SampleEvents.requests())).isEqualTo("""
                ->CreateFolder {path=/new,mode=0666}
                ->CreateFolder {path=/ro,mode=0444}
                ->OpenFolder   {path=/content}
                ->ReadFolder   {path=/%SLC_EMU_DIR/sys/log.txt}
                ->RewindFolder {path=/%SLC_EMU_DIR/sys/log.txt}
                ->CloseFolder  {path=<Unknown; -7>}
                ->OpenFile     {path=/w.bin,mode=w+}
                ->OpenFile     {path=/nomode,mode=}
                ->ReadFile     {path=/%SLC_EMU_DIR/sys/log.txt,move_to=Nowhere,total_size=32}
                ->ReadFile     {path=<Unknown -7>,move_to=Nowhere,total_size=65536}
                ->WriteFile    {path=/%SLC_EMU_DIR/sys/log.txt,move_to=End}
                ->WriteFile    {path=<Unknown -7>,move_to=End}
                ->SetFilePos   {path=/%SLC_EMU_DIR/sys/log.txt,move_to=Begin}
                ->StatFile     {path=<Unknown; -7>}
                ->CloseFile    {path=/%SLC_EMU_DIR/sys/log.txt}
                ->Remove       {path=/r}
                ->Rename       {source=/a,dest=/b}
                ->QueryPath    {path=/q,query_type=Free Space left on Disk}
                ->QueryPath    {path=/q,query_type=Size of Folder}
                ->QueryPath    {path=/q,query_type=Files in Folder}
                ->QueryPath    {path=/q,query_type=Path Details}
                ->ChangeOwner  {path=/a,uid=1000,gid=4294967295}
                ->ChangeMode   {path=/a,mode=0666}
                ->Ping         {supports_ffio=true,supports_csr=false,first_read_size=196672,first_write_size=4294967295}
                ->Unknown      {data=b"\\0\\x01X\\n\\r\\t\\\\\\"\\xff~\\x7f"}
                """);
    }

    @Test
    void everyResponsePrintsAsTheFormatNoteSays() {
        String header =
                "b\"\\xc4\\0$\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\"";
        assertThat(print(format, SampleEvents.responses())).isEqualTo("""
                <-          RC {return_code=Success}
                <-          RC {return_code=Failure (fff0ffe9)}
                <-          RC {return_code=Failure (05)}
                <-          RC {return_code=Failure (1000)}
                <-          RC {return_code=Failure (fff0ffe0)}
                <-       FDRES {response=Success (5)}
                <-       FDRES {response=Failure (fff0ffe9)}
                <- Folder Item {rc=Success,next_item=code}
                <- Folder Item {rc=Failure (fff0fffc),next_item=<None>}
                <-        READ {chk=d5d2ab4653dcdec,file_size=4294967295,packet_len=68,header=HEADER}
                <-        READ {chk=d5d2ab4653dcdec,file_size=31,packet_len=68,header=HEADER}
                <-        READ {chk=d5d2ab4653dcdec,file_size=31,packet_len=68,header=HEADER}
                <-        READ {chk=d5d2ab4653dcdec,file_size=4293984233,packet_len=68,header=HEADER}
                <-        READ {chk=d5d2ab4653dcdec,file_size=4293984233,packet_len=68,header=HEADER}
                <-          RC {return_code=Failure (fff0ffe9)}
                <-          RC {return_code=Success}
                <-          RC {return_code=Failure (fff0ffe9)}
                <-        STAT {file_or_folder_flags=2c000000,perms=666,file_length=4096}
                <-       QUERY {response=INFO:flags=ac000000:perms=444:file_length=0}
                <-       QUERY {response=LG:18446744073709551615}
                <-       QUERY {response=SM:4294967295}
                <-        PONG {ffio_enabled=true,combined_send_recv_enabled=false}
                <-     Unknown {data=b"PONG?"}
                """.replace("HEADER", header));
    }

    @Test
    void writeDataPrintsOnlyForTheOldestRequestOnAKnownFile() {
        Operation.WriteFile known = SampleEvents.write(SampleEvents.KNOWN);
        assertThat(print(format, new PcfsEvent.WriteData(1, 0, 7, known, 4096, true, 0, 0)))
                .isEqualTo("  ->4096\n");
        assertThat(print(format, new PcfsEvent.WriteData(1, 0, 7, known, 4096, false, 0, 0)))
                .isEmpty();
        for (Descriptor file : List.of(SampleEvents.FOREIGN, SampleEvents.NOT_UTF8)) {
            Operation.WriteFile write = SampleEvents.write(file);
            assertThat(print(format, new PcfsEvent.WriteData(1, 0, 7, write, 4096, true, 0, 0)))
                    .isEmpty();
        }
    }

    @Test
    void aDescriptorWhosePathIsNotUtf8IsUnknown() {
        assertThat(print(format, SampleEvents.request(new Operation.StatFile(SampleEvents.NOT_UTF8))))
                .isEqualTo("->StatFile     {path=<Unknown; 4>}\n");
    }

    @Test
    void whatTheReferenceDoesNotDecodePrintsAsUnknownWhateverItIs() {
        RawBytes raw = SampleEvents.raw("\u00e9");
        Operation remove = new Operation.Remove(SampleEvents.bytes("/caf", 0xE9));
        assertThat(print(format, new PcfsEvent.Request(1, 0, 1, remove, raw, 0, 0)))
                .isEqualTo("->Unknown      {data=b\"\\xe9\"}\n");
        assertThat(print(
                        format,
                        new PcfsEvent.Response(
                                1, 0, 1, remove, new Reply.ReturnCode(0), 5, 0, Evidence.STATED, raw, 0, 0)))
                .isEqualTo("<-     Unknown {data=b\"\\xe9\"}\n");
        assertThat(print(format, SampleEvents.unmatched(raw))).isEqualTo("<-     Unknown {data=b\"\\xe9\"}\n");
    }

    @Test
    void pathsPrintRaw() {
        Operation remove = new Operation.Remove(WireText.of("/a\nb\\\u001b[31m"));
        assertThat(print(format, SampleEvents.request(remove))).isEqualTo("->Remove       {path=/a\nb\\\u001b[31m}\n");
    }

    @Test
    void openingClosingAndNotesPrintNothingAndThereIsNoHeader() {
        TextBuffer out = new TextBuffer(0);
        format.header(out, 0);
        format.print(SampleEvents.opened(), out);
        format.print(SampleEvents.closed(), out);
        format.print(SampleEvents.note(NoteKind.TAP, null, null), out);
        assertThat(out.length()).isZero();
    }
}
