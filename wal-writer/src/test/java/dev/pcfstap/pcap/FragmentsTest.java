package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** IP datagrams that were captured in fragments: put together, or said to be missing. */
class FragmentsTest {
    @Test
    void fragmentsThatMissOneAreReported() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "x".repeat(1000)).console(1000, 0, "y").host(0, 1001, "pong");
        CaptureMaker maker = new CaptureMaker().network(Network.IPV4_FRAGMENTS);
        byte[] file = maker.file(talk.segments);
        int fragment = 24 + 3 * (16 + 60);
        int length = 16 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(fragment + 8);
        byte[] less = new byte[file.length - length];
        System.arraycopy(file, 0, less, 0, fragment);
        System.arraycopy(file, fragment + length, less, fragment, less.length - fragment);

        Imports.Result result = Imports.of(less);

        assertThat(result.seen().events).contains("gap s1 1000,0", "> s1 1", "< s1 4");
        assertThat(result.summary().packets().incompleteDatagrams()).isEqualTo(1);
        assertThat(result.summary().notices()).contains("1 fragmented datagrams are not whole in the capture");
    }

    @Test
    void copyOfAFragmentOfAWholeDatagramIsNotMissed() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "x".repeat(1000)).host(0, 1000, "pong");
        CaptureMaker maker = new CaptureMaker().network(Network.IPV4_FRAGMENTS);
        byte[] file = maker.file(talk.segments);
        int fragment = 24 + 3 * (16 + 60);
        int length = 16 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(fragment + 8);
        byte[] more = Arrays.copyOf(file, file.length + length);
        System.arraycopy(file, fragment, more, file.length, length);

        Imports.Result result = Imports.of(more);

        assertThat(result.seen().events).containsSubsequence("> s1 1000", "< s1 4");
        assertThat(result.summary().packets().incompleteDatagrams()).isZero();
        assertThat(result.summary().notices()).isEmpty();
    }

    @Test
    void fragmentsThatCannotBeTakeNoMemory() throws Exception {
        HandMade talk = new HandMade().handshake();
        talk.console(0, 0, "x".repeat(1000));
        byte[] file = new CaptureMaker().network(Network.IPV4_FRAGMENTS).file(talk.segments);
        int fragment = 24 + 3 * (16 + 60);
        int many = 1000;
        ByteBuffer more = ByteBuffer.allocate(file.length + many * (16 + 34)).order(ByteOrder.LITTLE_ENDIAN);
        more.put(file);
        for (int id = 0; id < many; id++) {
            int at = more.position();
            more.put(file, fragment, 16 + 34).putInt(at + 8, 34).putInt(at + 12, 34);
            // An IPv4 header and nothing behind it, that says more fragments follow.
            more.order(ByteOrder.BIG_ENDIAN).putShort(at + 16 + 16, (short) 20);
            more.putShort(at + 16 + 18, (short) (2000 + id)).putShort(at + 16 + 20, (short) 0x2000);
            more.order(ByteOrder.LITTLE_ENDIAN);
        }

        Imports.Result result = Imports.of(more.array());

        assertThat(result.summary().packets().malformedPackets()).isEqualTo(many);
        assertThat(result.summary().packets().incompleteDatagrams()).isZero();
        assertThat(result.seen().toHost(1)).hasSize(1000);
    }
}
