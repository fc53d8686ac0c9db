package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.pcfs.PcfsEvent.Response;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A failure is one in whatever shape its code comes. */
class ErrorShapesTest {
    private static final Requests CONSOLE = Requests.standard();
    private static final Responses HOST = Responses.standard();
    private static final int NO_SUCH_PATH = 0xFFF0FFE9;

    private static Stream<byte[]> everyRequest() {
        return Stream.of(
                CONSOLE.createFolder("/a", 0x666),
                CONSOLE.openFolder("/a"),
                CONSOLE.readFolder(1),
                CONSOLE.rewindFolder(1),
                CONSOLE.closeFolder(1),
                CONSOLE.openFile("/a", "r"),
                CONSOLE.writeFile(1, new byte[0]),
                CONSOLE.setFilePosition(1, 0),
                CONSOLE.statFile(1),
                CONSOLE.closeFile(1),
                CONSOLE.remove("/a"),
                CONSOLE.rename("/a", "/b"),
                CONSOLE.queryPath("/a", 0),
                CONSOLE.queryPath("/a", 2),
                CONSOLE.queryPath("/a", 5),
                CONSOLE.changeOwner("/a", 1, 2),
                CONSOLE.changeMode("/a", 0x666),
                CONSOLE.ping(),
                CONSOLE.command(0x77, new byte[0]));
    }

    private static List<byte[]> errors(int code) {
        return List.of(HOST.rc(code), HOST.fd(code, -1), HOST.failed(code), HOST.noFolderItem(code));
    }

    @ParameterizedTest
    @MethodSource("everyRequest")
    void anErrorShowsItsCodeWhateverItsLength(byte[] request) {
        for (byte[] error : errors(NO_SUCH_PATH)) {
            Response response =
                    new Conversation().consoleSays(request).hostSays(error).lastResponse();
            assertThat(response.reply().resultCode()).isEqualTo(Integer.toUnsignedLong(NO_SUCH_PATH));
            assertThat(response.isFailure()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("everyRequest")
    void aBareCodeThatNobodyKnowsIsAnErrorAllTheSame(byte[] request) {
        Response response =
                new Conversation().consoleSays(request).hostSays(HOST.rc(-5)).lastResponse();

        boolean known = !(response.request() instanceof Operation.Unknown);
        assertThat(response.isFailure()).isEqualTo(known);
        assertThat(response.reply() instanceof Reply.Unknown).isNotEqualTo(known);
    }

    @Test
    void theReferencesTextIsThatOfWhatItDoesNotDecode() {
        byte[] bare = HOST.rc(NO_SUCH_PATH);
        Conversation conversation =
                new Conversation().consoleSays(CONSOLE.openFile("/a", "r")).hostSays(bare);

        assertThat(conversation.lastReply()).isEqualTo(new Reply.ReturnCode(NO_SUCH_PATH));
        RawBytes undecodable =
                Objects.requireNonNull(conversation.lastResponse().undecodable());
        assertThat(undecodable.kept()).isEqualTo(bare);
        assertThat(conversation
                        .consoleSays(CONSOLE.statFile(1))
                        .hostSays(bare)
                        .lastResponse()
                        .undecodable())
                .isNull();
    }

    @Test
    void whatHasNoCodeStaysUnknown() {
        Conversation conversation = new Conversation();
        for (byte[] answer :
                List.of(HOST.rc(0), HOST.packet(new byte[3]), HOST.padding(1).rc(NO_SUCH_PATH))) {
            conversation.consoleSays(CONSOLE.openFile("/a", "r")).hostSays(answer);
            assertThat(conversation.lastReply()).isInstanceOf(Reply.Unknown.class);
            assertThat(conversation.lastResponse().isFailure()).isFalse();
        }
    }

    @Test
    void whatIsExpectedIsNoFailureButElsewhereItIs() {
        Conversation conversation = new Conversation();
        conversation.consoleSays(CONSOLE.rename("/a", "/b")).hostSays(HOST.rc(ReturnCodes.RENAME_DONE));
        assertThat(conversation.lastResponse().isFailure()).isFalse();
        conversation.consoleSays(CONSOLE.remove("/a")).hostSays(HOST.rc(ReturnCodes.RENAME_DONE));
        assertThat(conversation.lastResponse().isFailure()).isTrue();
        conversation.consoleSays(CONSOLE.readFolder(1)).hostSays(HOST.rc(ReturnCodes.NO_MORE_ITEMS));
        assertThat(conversation.lastResponse().isFailure()).isFalse();
        conversation.consoleSays(CONSOLE.openFolder("/a")).hostSays(HOST.rc(ReturnCodes.NO_MORE_ITEMS));
        assertThat(conversation.lastResponse().isFailure()).isTrue();
        conversation.consoleSays(CONSOLE.writeFile(1, new byte[9])).hostSays(HOST.written(9));
        assertThat(conversation.lastResponse().isFailure()).isFalse();
        assertThat(conversation.lastReply().resultCode()).isZero();
    }

    @Test
    void anOrdinaryErrorThatAnswersAReadEatsNothingOfWhatFollows() {
        Conversation conversation = new Conversation()
                .consoleSays(CONSOLE.readFile(1, 4096, 3))
                .hostSays(HOST.rc(NO_SUCH_PATH))
                .consoleSays(CONSOLE.remove("/a"))
                .hostSays(HOST.rc(0));

        Response read = (Response) conversation.events().get(2);
        assertThat(((Reply.Read) read.reply()).form()).isEqualTo(Reply.ReadForm.BARE_CODE);
        assertThat(read.isFailure()).isTrue();
        assertThat(read.evidence()).isEqualTo(Evidence.SETTLED);
        assertThat(conversation.lastReply()).isEqualTo(new Reply.ReturnCode(0));
    }

    @Test
    void anOrdinaryErrorThatAnswersAReadIsToldByTheAnswerBehindIt() {
        Conversation conversation = new Conversation()
                .consoleSays(CONSOLE.readFile(1, 4096, 3), CONSOLE.openFile("/b", "r"), CONSOLE.readFile(1, 64, 3))
                .hostSays(HOST.rc(NO_SUCH_PATH), HOST.rc(NO_SUCH_PATH), HOST.rc(NO_SUCH_PATH))
                .closes();

        assertThat(conversation.events())
                .filteredOn(Response.class::isInstance)
                .hasSize(3)
                .allMatch(event -> ((Response) event).isFailure());
    }

    @Test
    void dataWhoseGarbageLooksLikeAnOrdinaryHeaderIsStillData() {
        byte[] header = new byte[32];
        header[3] = 4;
        Conversation conversation = new Conversation()
                .consoleSays(CONSOLE.readFile(1, 64, 3))
                .hostSays(ReadResponses.other(header, NO_SUCH_PATH, new byte[64], 0));

        Reply.Read read = (Reply.Read) conversation.lastReply();
        assertThat(read.form()).isEqualTo(Reply.ReadForm.OTHER);
        assertThat(read.dataLength()).isEqualTo(64);
    }
}
