package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What all streams together make a decoder remember has one bound. */
class DecoderMemoryTest {
    private static final long LIMIT = 1 << 20;
    private static final DecoderLimits LIMITS = new DecoderLimits(64L << 20, 1 << 20, 4096, 1 << 16, LIMIT);

    private final List<PcfsEvent> events = new ArrayList<>();
    private final PcfsDecoder decoder = new PcfsDecoder(LIMITS, events::add);

    @Test
    void theLargestHalfPacketIsLetThroughAndTheOthersDecodeAsBefore() {
        open(1, 2, 3);
        byte[] large = packet(800_000);
        byte[] small = packet(200_000);
        say(1, Direction.CONSOLE_TO_HOST, large, 0, 700_000);
        say(2, Direction.CONSOLE_TO_HOST, small, 0, 150_000);
        assertThat(notes()).isEmpty();
        say(3, Direction.CONSOLE_TO_HOST, packet(900_000), 0, 250_000);
        say(1, Direction.CONSOLE_TO_HOST, large, 700_000, 100_000);
        say(2, Direction.CONSOLE_TO_HOST, small, 150_000, 50_000);

        assertThat(notes()).containsExactly("s1 memory-limit [forgotten=bytes, bytes=700000, limit=1048576]");
        RawBytes cut = raw(1);
        assertThat(cut.length()).isEqualTo(large.length);
        assertThat(cut.kept()).hasSize(256);
        assertThat(cut.checksum().value()).isEqualTo(FrameChecksum.of(large).value());
        assertThat(raw(2).isCut()).isFalse();
    }

    @Test
    void aStreamWhoseNumberIsOpenedAgainTakesNoMemoryForTheOneBefore() {
        for (int life = 0; life < 4; life++) {
            open(1);
            say(1, Direction.CONSOLE_TO_HOST, packet(800_000), 0, 700_000);
        }
        assertThat(notes()).isEmpty();
    }

    @Test
    void aPacketBehindOneThatWasLetThroughDecodes() {
        open(1);
        for (Direction direction : Direction.values()) {
            byte[] half = packet(900_000);
            say(1, direction, half, 0, 890_000);
        }
        say(1, Direction.CONSOLE_TO_HOST, packet(900_000), 890_000, 10_000);
        say(1, Direction.CONSOLE_TO_HOST, Requests.standard().openFile("/a", "r"));
        decoder.batchEnded(0);

        assertThat(notes()).hasSize(1);
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        PcfsEvent.Request.class,
                        request -> assertThat(request.operation()).isInstanceOf(Operation.OpenFile.class));
    }

    @Test
    void bytesWithoutBoundariesRequestsAndDescriptorsCountToo() {
        open(1, 2, 3, 4);
        byte[] garbage = packet(1_000_000);
        Wire.putI32(garbage, 0, -1);
        byte[] request = Requests.standard().openFile("/" + "x".repeat(500), "r");
        for (int i = 0; i < 600; i++) {
            say(2, Direction.CONSOLE_TO_HOST, request);
            say(3, Direction.CONSOLE_TO_HOST, request);
            say(3, Direction.HOST_TO_CONSOLE, Responses.standard().fd(0, i + 1));
        }
        say(1, Direction.CONSOLE_TO_HOST, garbage);
        for (int i = 0; i < 2000; i++) {
            say(4, Direction.CONSOLE_TO_HOST, request);
            say(2, Direction.CONSOLE_TO_HOST, request);
            say(3, Direction.CONSOLE_TO_HOST, request);
            say(3, Direction.HOST_TO_CONSOLE, Responses.standard().fd(0, i + 1000));
        }

        assertThat(notes())
                .anyMatch(note -> note.startsWith("s1 memory-limit [forgotten=bytes"))
                .anyMatch(note -> note.startsWith("s2 memory-limit [forgotten=requests"))
                .anyMatch(note -> note.startsWith("s3 memory-limit [forgotten=files"));
    }

    @Test
    void whatEndsGivesItsMemoryBack() {
        for (int stream = 1; stream <= 50; stream++) {
            open(stream);
            say(stream, Direction.CONSOLE_TO_HOST, packet(900_000), 0, 800_000);
            if (stream % 2 == 0) {
                decoder.failed(stream, 0, new IllegalStateException("a bug"));
            } else {
                decoder.closed(stream, 0, CloseReason.CLIENT);
            }
        }

        assertThat(notes()).isEmpty();
    }

    private void open(int... streams) {
        for (int stream : streams) {
            decoder.opened(stream, 0, new StreamAddresses("console", "host"));
        }
    }

    private void say(int stream, Direction direction, byte[] bytes) {
        say(stream, direction, bytes, 0, bytes.length);
    }

    /** Says it in chunks, as a socket would give it. */
    private void say(int stream, Direction direction, byte[] bytes, int from, int length) {
        for (int at = from; at < from + length; at += 50_000) {
            decoder.received(stream, direction, 0, bytes, at, Math.min(50_000, from + length - at));
        }
    }

    private static byte[] packet(int length) {
        byte[] bytes = new byte[length];
        Wire.putI32(bytes, 0, length - HeaderLayout.LENGTH);
        return bytes;
    }

    private RawBytes raw(long stream) {
        decoder.batchEnded(0);
        return events.stream()
                .filter(event -> event.stream() == stream && event instanceof PcfsEvent.Request)
                .map(event -> ((PcfsEvent.Request) event).undecodable())
                .findFirst()
                .orElseThrow();
    }

    private List<String> notes() {
        decoder.batchEnded(0);
        List<String> notes = new ArrayList<>();
        for (PcfsEvent event : events) {
            if (event instanceof PcfsEvent.Note note && note.kind() == NoteKind.MEMORY_LIMIT) {
                List<String> fields = note.fields().stream()
                        .map(field -> field.name() + "=" + field.value())
                        .toList();
                notes.add("s" + note.stream() + " " + note.kind().token() + " " + fields);
            }
        }
        return notes;
    }
}
