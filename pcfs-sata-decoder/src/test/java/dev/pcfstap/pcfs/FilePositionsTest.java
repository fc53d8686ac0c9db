package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A position that is not certain any more does not tell file data from padding. */
class FilePositionsTest {
    private static final int FILE = 3;
    private static final int FILE_LENGTH = 130;

    private final Requests console = Requests.standard();
    private final Responses host = Responses.standard();

    /** A file of which 100 bytes of 130 have been read. */
    private Conversation partlyRead() {
        return new Conversation()
                .consoleSays(console.openFile("/data.bin", "r"))
                .hostSays(host.fd(0, FILE))
                .consoleSays(console.readFile(1, 100, FILE))
                .hostSays(endsInPaddingBytes());
    }

    /** The file's first 100 bytes, of which the last ten look like padding. */
    private static byte[] endsInPaddingBytes() {
        byte[] data = new byte[100];
        Arrays.fill(data, 90, 100, (byte) 0xCD);
        return ReadResponses.normal(FILE_LENGTH, data, 100, 196_672);
    }

    private void assertTheNextReadIsNotCutBy(Conversation conversation) {
        conversation.consoleSays(console.readFile(1, 100, FILE)).hostSays(endsInPaddingBytes());

        Reply.Read read = (Reply.Read) conversation.lastReply();
        assertThat(read.bytesRead()).isEqualTo(100);
        assertThat(read.endOfFile()).isFalse();
    }

    @Test
    void aKnownPositionTellsPaddingFromData() {
        Conversation conversation =
                partlyRead().consoleSays(console.readFile(1, 100, FILE)).hostSays(endsInPaddingBytes());

        assertThat(((Reply.Read) conversation.lastReply()).endOfFile()).isTrue();
    }

    @Test
    void aGapMayHaveMovedThePosition() {
        assertTheNextReadIsNotCutBy(
                partlyRead().gap(72, 36).consoleSays(console.statFile(9)).hostSays(host.rc(0)));
    }

    @Test
    void lostRequestsMayHaveMovedThePosition() {
        assertTheNextReadIsNotCutBy(partlyRead()
                .consoleSays(console.dataLength(-1).ping(), console.statFile(9))
                .hostSays(host.rc(0)));
    }

    @Test
    void anAnswerThatDoesNotDecodeMayHaveMovedThePosition() {
        assertTheNextReadIsNotCutBy(
                partlyRead().consoleSays(console.setFilePosition(FILE, 0)).hostSays(host.packet(new byte[7])));
    }
}
