package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.ConversationGenerator;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.tap.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each event says which bytes of its direction it is made of. */
class SpansTest {

    @ParameterizedTest
    @EnumSource(Golden.class)
    void spansCoverEveryByteOnceWhateverTheChunking(Golden golden) {
        Tape tape = golden.tape();
        List<String> whole = spans(tape.joined());

        assertThat(spans(tape)).isEqualTo(whole);
        assertThat(spans(tape.cut(35))).isEqualTo(whole);
        for (long seed = 0; seed < 5; seed++) {
            assertThat(spans(tape.recut(seed))).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void spansOfAnyConversationCoverEveryByteOnce() {
        ConversationGenerator generator = new ConversationGenerator(3, 14, 50, 40);
        long covered = 0;
        for (long seed = 0; seed < 2_000; seed++) {
            Tape tape = generator.generate(seed).tape();
            try {
                covered += spans(tape).size();
            } catch (AssertionError wrong) {
                throw new AssertionError("seed " + seed, wrong);
            }
        }
        assertThat(covered).isGreaterThan(25_000);
    }

    /** The bytes of a request and of a packet's answer, cut out by their spans, are the packets. */
    @ParameterizedTest
    @EnumSource(Golden.class)
    void spansAreTheBytesOfTheirPackets(Golden golden) {
        Tape tape = golden.tape();
        Map<String, byte[]> lanes = new HashMap<>();
        for (PcfsEvent event : decode(tape)) {
            if (event instanceof PcfsEvent.OfBytes of && raw(event).isPresent()) {
                byte[] said = bytes(tape, of, lanes);
                assertThat(Arrays.copyOfRange(said, (int) of.begin(), (int) of.end()))
                        .isEqualTo(raw(event).get().kept());
            } else if (event instanceof PcfsEvent.Request request) {
                byte[] said = bytes(tape, request, lanes);
                assertThat(request.end() - request.begin())
                        .isEqualTo(HeaderLayout.LENGTH + HeaderLayout.dataLength(said, (int) request.begin()));
            } else if (event instanceof PcfsEvent.Response response && response.reply() instanceof Reply.Read read) {
                byte[] said = bytes(tape, response, lanes);
                int begin = (int) response.begin();
                assertThat(response.end() - begin).isEqualTo(read.packetLength());
                assertThat(Arrays.copyOfRange(said, begin, begin + ReadLayout.PSEUDO_HEADER_LENGTH))
                        .isEqualTo(read.header());
            }
        }
    }

    @Test
    void whatBeganBeforeASnapshotBeginsBelowZero() throws SnapshotException {
        for (SnapshotScripts scripted : SnapshotScripts.values()) {
            List<Script.Step> steps = scripted.script().steps();
            for (int cut = 0; cut <= steps.size(); cut += 1 + steps.size() / 60) {
                List<PcfsEvent> events = new ArrayList<>();
                List<PcfsEvent> restored = new ArrayList<>();
                PcfsDecoder first = new PcfsDecoder(scripted.limits(), events::add);
                for (int i = 0; i < cut; i++) {
                    steps.get(i).happenTo(first, i);
                }
                PcfsDecoder second = new PcfsDecoder(scripted.limits(), restored::add);
                second.restore(first.snapshot(), 0);
                events.clear();
                for (int i = cut; i < steps.size(); i++) {
                    steps.get(i).happenTo(first, i);
                    steps.get(i).happenTo(second, i);
                }
                first.stopped(0);
                second.stopped(0);
                assertSameLengths(ofBytes(events), ofBytes(restored));
            }
        }
    }

    private static void assertSameLengths(List<PcfsEvent.OfBytes> original, List<PcfsEvent.OfBytes> restored) {
        int from = original.size() - restored.size();
        Map<Direction, Long> moved = new HashMap<>();
        for (int i = 0; i < restored.size(); i++) {
            PcfsEvent.OfBytes one = original.get(from + i);
            PcfsEvent.OfBytes other = restored.get(i);
            assertThat(other.end() - other.begin()).isEqualTo(one.end() - one.begin());
            if (other.end() != 0 || other.begin() != 0) {
                long shift = moved.computeIfAbsent(other.direction(), any -> one.begin() - other.begin());
                assertThat(one.begin() - other.begin()).isEqualTo(shift);
            }
        }
    }

    private static List<PcfsEvent.OfBytes> ofBytes(List<PcfsEvent> events) {
        return events.stream()
                .filter(event -> event instanceof PcfsEvent.OfBytes of && of.direction() != null)
                .map(PcfsEvent.OfBytes.class::cast)
                .toList();
    }

    private static Optional<RawBytes> raw(PcfsEvent event) {
        if (event instanceof PcfsEvent.Request request) {
            return Optional.ofNullable(request.undecodable());
        }
        if (event instanceof PcfsEvent.Response response) {
            return Optional.ofNullable(response.undecodable());
        }
        return event instanceof PcfsEvent.Note note ? Optional.ofNullable(note.raw()) : Optional.empty();
    }

    private static byte[] bytes(Tape tape, PcfsEvent.OfBytes event, Map<String, byte[]> lanes) {
        TapeKind kind = event.direction() == Direction.CONSOLE_TO_HOST ? TapeKind.TO_HOST : TapeKind.TO_CONSOLE;
        return lanes.computeIfAbsent(event.stream() + " " + kind, any -> tape.bytes(event.stream(), kind));
    }

    private static List<PcfsEvent> decode(Tape tape) {
        List<PcfsEvent> events = new ArrayList<>();
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, events::add);
        long time = 0;
        for (Script.Step step : Script.of(tape).steps()) {
            step.happenTo(decoder, ++time);
        }
        decoder.stopped(time);
        return events;
    }

    /** The spans as text, after a check that each direction is covered from its first byte to its last. */
    private static List<String> spans(Tape tape) {
        List<String> spans = new ArrayList<>();
        Map<String, Long> reached = new HashMap<>();
        for (PcfsEvent event : decode(tape)) {
            if (!(event instanceof PcfsEvent.OfBytes of) || of.direction() == null) {
                continue;
            }
            String lane = "s" + event.stream() + " " + of.direction();
            long before = reached.getOrDefault(lane, 0L);
            boolean retold = event instanceof PcfsEvent.Note note && note.kind() != NoteKind.TRUNCATED;
            if (!retold) {
                assertThat(of.begin()).as("%s of %s", lane, event).isEqualTo(before);
                reached.put(lane, of.end());
            }
            spans.add(lane + " " + of.begin() + ".." + of.end());
        }
        Map<String, Long> said = new HashMap<>();
        for (TapeRecord record : tape.records()) {
            if (record.kind().isChunk() && record.bytes().length > 0) {
                Direction way =
                        record.kind() == TapeKind.TO_HOST ? Direction.CONSOLE_TO_HOST : Direction.HOST_TO_CONSOLE;
                said.merge("s" + record.stream() + " " + way, (long) record.bytes().length, Long::sum);
            }
        }
        assertThat(reached).isEqualTo(said);
        return spans;
    }
}
