package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The length of an FFIO read, in every row of the protocol's table and with every kind of evidence. */
class ReadBoundaryTest {
    private static final int FIRST_READ = 4096;
    private static final int ASKED = 12288;
    private static final int FILE_LENGTH = 100_000;
    private static final int FILE = 3;

    private final Requests console = Requests.standard();
    private final Responses host = Responses.standard();

    private Conversation connected() {
        return new Conversation()
                .consoleSays(console.ping(FIRST_READ, 8192))
                .hostSays(host.pong(0, Responses.PONG_FFIO_AND_CSR))
                .consoleSays(console.openFile("/%DISC_EMU_DIR/data.bin", "rb"))
                .hostSays(host.fd(0, FILE));
    }

    private byte[] readFile(int size) {
        return console.readFile(1, size, FILE);
    }

    private static byte[] data(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] normal(byte[] data) {
        return concat(ReadResponses.prefix(false, FILE_LENGTH), data);
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    private static Reply.Read read(Conversation conversation) {
        return (Reply.Read) conversation.lastReply();
    }

    @Test
    void theNextRequestSettlesTheShorterLength() {
        Conversation conversation = connected().consoleSays(readFile(ASKED)).hostSays(normal(data(FIRST_READ)));
        assertThat(conversation.lines()).hasSize(5);

        conversation.consoleSays(console.statFile(FILE));
        assertThat(conversation.lastResponse().evidence()).isEqualTo(Evidence.SETTLED);
        assertThat(read(conversation).packetLength()).isEqualTo(0x24 + FIRST_READ);
        assertThat(conversation.lines().get(6)).contains("StatFile");
    }

    @Test
    void theFullLengthSettlesItself() {
        Conversation conversation = connected().consoleSays(readFile(ASKED)).hostSays(normal(data(ASKED)));

        assertThat(conversation.lastResponse().evidence()).isEqualTo(Evidence.SETTLED);
        assertThat(read(conversation).packetLength()).isEqualTo(0x24 + ASKED);
    }

    @Test
    void theNextRequestSettlesAnOlderHostsLengthBetweenTheTwo() {
        Conversation conversation = connected()
                .consoleSays(readFile(ASKED))
                .hostSays(normal(data(FIRST_READ + 77)))
                .consoleSays(console.statFile(FILE));

        assertThat(read(conversation).packetLength()).isEqualTo(0x24 + FIRST_READ + 77);
        assertThat(read(conversation).bytesRead()).isEqualTo(FIRST_READ + 77);
        assertThat(read(conversation).endOfFile()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 36, 4095, 4096, 4132, 4133, 100_000})
    void withMoreRequestsOutstandingThePacketThatFollowsSettlesTheShorterLength(int chunkBytes) {
        Conversation conversation = connected()
                .consoleSays(readFile(ASKED), console.closeFile(FILE), console.ping())
                .inChunksOf(chunkBytes)
                .hostSays(concat(normal(data(FIRST_READ)), host.rc(0), host.pong(0, Responses.PONG_FFIO_AND_CSR)))
                .closes();

        assertThat(conversation.lines())
                .filteredOn(line -> line.contains("<-") || line.contains("note"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("Pong"),
                        line -> assertThat(line).contains("Opened"),
                        line -> assertThat(line).contains("length=4132").contains("SETTLED"),
                        line -> assertThat(line).contains("ReturnCode[code=0]"),
                        line -> assertThat(line).contains("Pong"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 36, 4096, 4132, 100_000})
    void withMoreRequestsOutstandingFileDataAtTheShorterLengthIsNotTakenForAPacket(int chunkBytes) {
        Conversation conversation = connected()
                .consoleSays(readFile(ASKED), readFile(ASKED))
                .inChunksOf(chunkBytes)
                .hostSays(concat(normal(new byte[ASKED]), normal(data(FIRST_READ))))
                .inChunksOf(Integer.MAX_VALUE)
                .consoleSays(console.closeFile(FILE));

        assertThat(conversation.lines())
                .filteredOn(line -> line.contains("Read["))
                .satisfiesExactly(
                        line -> assertThat(line).contains("length=12324").contains("SETTLED"),
                        line -> assertThat(line).contains("length=4132").contains("SETTLED"));
    }

    @Test
    void aReadThatFollowsAReadIsRecognisedByItsPseudoHeader() {
        Conversation conversation = connected()
                .consoleSays(readFile(ASKED), readFile(100))
                .hostSays(concat(normal(data(FIRST_READ)), normal(data(100))));

        assertThat(conversation.lines())
                .filteredOn(line -> line.contains("Read["))
                .satisfiesExactly(
                        line -> assertThat(line).contains("length=4132").contains("SETTLED"),
                        line -> assertThat(line).contains("length=136"));
    }

    @Test
    void whatIsUndecidedWhenTheStreamClosesIsAGuess() {
        Conversation conversation = connected()
                .consoleSays(readFile(ASKED))
                .hostSays(normal(data(FIRST_READ)))
                .closes();

        assertThat(conversation.lastResponse().evidence()).isEqualTo(Evidence.GUESSED);
        assertThat(read(conversation).cutShort()).isFalse();
    }

    @Test
    void aReadThatIsCutShortByTheCloseSaysSo() {
        Conversation conversation = connected()
                .consoleSays(readFile(1000))
                .hostSays(normal(data(400)))
                .closes();

        assertThat(read(conversation).cutShort()).isTrue();
        assertThat(read(conversation).packetLength()).isEqualTo(0x24 + 400);
    }

    @Test
    void aGrownHeaderStatesItsLength() {
        Conversation conversation =
                connected().consoleSays(readFile(ASKED)).hostSays(ReadResponses.grown(data(5000), ASKED, FIRST_READ));

        assertThat(conversation.lastResponse().evidence()).isEqualTo(Evidence.STATED);
        assertThat(read(conversation).packetLength()).isEqualTo(0x24 + 5000);
        assertThat(read(conversation).bytesRead()).isEqualTo(5000);
        assertThat(read(conversation).endOfFile()).isTrue();
    }

    @Test
    void anUnknownPseudoHeaderIsSettledByTheNextRequest() {
        byte[] garbage = data(0x20);
        Conversation conversation = connected()
                .consoleSays(readFile(ASKED))
                .hostSays(ReadResponses.other(garbage, 6000, data(6000), 0))
                .consoleSays(console.statFile(FILE));

        assertThat(read(conversation).form()).isEqualTo(Reply.ReadForm.OTHER);
        assertThat(read(conversation).packetLength()).isEqualTo(0x24 + 6000);
        assertThat(conversation.lastResponse().evidence()).isEqualTo(Evidence.SETTLED);
    }

    @Test
    void dataThatEndsInThePaddingByteIsCountedByThePositionInTheFile() {
        byte[] ends = data(512);
        ends[510] = (byte) 0xCD;
        ends[511] = (byte) 0xCD;
        Conversation conversation = connected().consoleSays(readFile(512)).hostSays(normal(ends));

        assertThat(read(conversation).bytesRead()).isEqualTo(512);
        assertThat(read(conversation).endOfFile()).isFalse();
    }

    @Test
    void theEndOfTheFileIsFoundByThePositionInTheFile() {
        Conversation conversation = connected()
                .consoleSays(readFile(100))
                .hostSays(ReadResponses.normal(130, data(100), 100, FIRST_READ))
                .consoleSays(readFile(100))
                .hostSays(ReadResponses.normal(130, data(30), 100, FIRST_READ));

        assertThat(read(conversation).bytesRead()).isEqualTo(30);
        assertThat(read(conversation).endOfFile()).isTrue();
    }

    @Test
    void aReadOfFourGibibytesPassesThroughInBoundedMemory() {
        byte[] piece = data(1 << 20);
        Conversation conversation = new Conversation(DecoderLimits.DEFAULT)
                .consoleSays(console.ping(-1, 8192))
                .hostSays(host.pong(0, Responses.PONG_FFIO_AND_CSR))
                .consoleSays(console.readFile(0xFFFF, 0x10001, FILE))
                .hostSays(ReadResponses.prefix(false, -1));
        for (int i = 0; i < 4095; i++) {
            conversation.hostSays(piece);
        }
        conversation.hostSays(Arrays.copyOf(piece, piece.length - 1));

        assertThat(read(conversation).packetLength()).isEqualTo(0x24 + 0xFFFFFFFFL);
        assertThat(conversation.lastResponse().evidence()).isEqualTo(Evidence.STATED);
    }

    @Test
    void aReadOfMoreThanTheProtocolCanCarryIsNotedAndSettledByEvidence() {
        Conversation conversation = connected()
                .consoleSays(console.readFile(-1, -1, FILE))
                .hostSays(ReadResponses.error(0xFFF0FFE7))
                .consoleSays(console.readFile(-1, -1, FILE))
                .hostSays(normal(data(FIRST_READ)))
                .consoleSays(console.closeFile(FILE));

        assertThat(conversation.lines())
                .filteredOn(line -> line.contains("oversized"))
                .hasSize(2);
        assertThat(read(conversation).packetLength()).isEqualTo(0x24 + FIRST_READ);
        assertThat(conversation.lastResponse().evidence()).isEqualTo(Evidence.SETTLED);
    }
}
