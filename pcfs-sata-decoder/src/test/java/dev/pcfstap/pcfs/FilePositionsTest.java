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

    /** So many bytes of 0xCD. */
    private static byte[] paddingLike(int length) {
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) 0xCD);
        return data;
    }

    private Conversation opened(String mode) {
        return new Conversation()
                .consoleSays(console.openFile("/data.bin", mode))
                .hostSays(host.fd(0, FILE));
    }

    private byte[] answer(int toldLength, byte[] data, int asked) {
        return ReadResponses.normal(toldLength, data, asked, 196_672);
    }

    private void assertRead(Conversation conversation, long bytes, boolean inferred) {
        Reply.Read read = (Reply.Read) conversation.lastReply();
        assertThat(read.bytesRead()).isEqualTo(bytes);
        assertThat(read.inferred()).isEqualTo(inferred);
    }

    @Test
    void atTheEndNothingIsReadHoweverLittleWasAskedFor() {
        Conversation conversation = opened("r")
                .consoleSays(console.setFilePosition(FILE, 2))
                .hostSays(host.rc(0))
                .consoleSays(console.readFile(1, 3, FILE))
                .hostSays(answer(FILE_LENGTH, new byte[0], 3));

        assertRead(conversation, 0, false);
        assertRead(
                conversation
                        .consoleSays(console.readFile(1, 3, FILE, 2, 1))
                        .hostSays(answer(FILE_LENGTH, new byte[0], 3)),
                0,
                false);
    }

    @Test
    void aLengthThatDatesFromTheOpeningGrowsByWhatIsWrittenThroughTheDescriptor() {
        Conversation conversation = opened("r+")
                .consoleSays(console.writeFile(FILE, paddingLike(40)))
                .hostSays(host.written(40))
                .consoleSays(console.readFile(1, 100, FILE, 0, 1))
                .hostSays(answer(0, paddingLike(40), 100));
        assertRead(conversation, 40, true);

        assertRead(
                opened("w")
                        .consoleSays(console.writeFile(FILE, new byte[40]))
                        .hostSays(host.written(40))
                        .consoleSays(console.readFile(1, 100, FILE, 0, 1))
                        .hostSays(answer(0, new byte[40], 100)),
                40,
                false);
    }

    @Test
    void whatWasWrittenAtAnUnknownPlaceMakesTheToldLengthDoubtful() {
        Conversation conversation = opened("r+")
                .consoleSays(console.setFilePosition(FILE, 2))
                .hostSays(host.rc(0))
                .consoleSays(console.writeFile(FILE, paddingLike(20)))
                .hostSays(host.written(20))
                .consoleSays(console.readFile(1, 200, FILE, 0, 1))
                .hostSays(answer(130, new byte[130], 200));

        assertRead(conversation, 130, true);
    }

    @Test
    void whatWasWrittenThroughAnotherDescriptorMakesTheToldLengthDoubtful() {
        Conversation conversation = opened("r")
                .consoleSays(console.openFile("/data.bin", "a"), console.openFile("/other.bin", "w"))
                .hostSays(host.fd(0, 4), host.fd(0, 5))
                .consoleSays(console.writeFile(5, paddingLike(20)))
                .hostSays(host.written(20))
                .consoleSays(console.readFile(1, 200, FILE, 0, 1))
                .hostSays(answer(130, new byte[130], 200));
        assertRead(conversation, 130, false);

        conversation
                .consoleSays(console.writeFile(4, paddingLike(20)))
                .hostSays(host.written(20))
                .consoleSays(console.readFile(1, 200, FILE, 0, 1))
                .hostSays(answer(130, new byte[130], 200));
        assertRead(conversation, 130, true);

        conversation
                .consoleSays(console.openFile("/data.bin", "r"))
                .hostSays(host.fd(0, 6))
                .consoleSays(console.readFile(1, 200, 6))
                .hostSays(answer(150, new byte[150], 200));
        assertRead(conversation, 150, false);
    }

    @Test
    void aFileThatWasEmptiedMeanwhileIsDoubtful() {
        Conversation conversation = opened("r")
                .consoleSays(console.openFile("/data.bin", "w"))
                .hostSays(host.fd(0, 4))
                .consoleSays(console.readFile(1, 200, FILE))
                .hostSays(answer(130, new byte[130], 200));

        assertRead(conversation, 130, true);
    }

    @Test
    void dataThatEndsInPaddingBytesIsInferredEvenWhereTheLengthSaysThatItIsData() {
        Conversation conversation =
                opened("r").consoleSays(console.readFile(1, 100, FILE)).hostSays(answer(3000, paddingLike(100), 100));

        assertRead(conversation, 100, true);
    }

    @Test
    void aLengthThatCannotBeRightIsNoReasonToBeCertain() {
        Conversation conversation =
                opened("r").consoleSays(console.readFile(1, 200, FILE)).hostSays(answer(30, new byte[40], 200));

        assertRead(conversation, 40, true);
    }

    @Test
    void whatDoesNotEndInPaddingBytesIsCertainWhateverElseIsUnknown() {
        Conversation conversation =
                new Conversation().consoleSays(console.readFile(1, 100, FILE)).hostSays(answer(5, new byte[100], 100));

        assertRead(conversation, 100, false);
    }

    @Test
    void ofADescriptorThatWasOpenBeforeTheCaptureNothingIsCertain() {
        Conversation conversation =
                new Conversation().consoleSays(console.readFile(1, 100, FILE)).hostSays(answer(60, new byte[60], 100));

        assertRead(conversation, 60, true);
    }

    @Test
    void closedDescriptorsLeaveNothingBehind() {
        Conversation conversation = opened("r");
        for (int i = 0; i < 3; i++) {
            conversation
                    .consoleSays(console.openFile("/data.bin", "w"))
                    .hostSays(host.fd(0, 4))
                    .consoleSays(console.closeFile(FILE), console.closeFile(4), console.openFile("/data.bin", "r"))
                    .hostSays(host.rc(0), host.rc(0), host.fd(0, FILE));
        }
        conversation.consoleSays(console.readFile(1, 200, FILE)).hostSays(answer(130, new byte[130], 200));

        assertRead(conversation, 130, false);
    }
}
