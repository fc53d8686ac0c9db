package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.tap.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A decoder that takes over from a snapshot gives exactly the events that the first one would have given. */
class SnapshotExactnessTest {

    @ParameterizedTest
    @EnumSource(SnapshotScripts.class)
    void everyStateIsTakenOverAtEveryByte(SnapshotScripts conversation) throws SnapshotException {
        Script script = conversation.script();
        List<String> whole = told(script, conversation.limits());

        for (String shown : conversation.shows()) {
            assertThat(whole).anyMatch(line -> line.contains(shown), shown);
        }
        assertThat(handedOver(script, conversation.limits(), 1)).isEqualTo(whole);
    }

    @ParameterizedTest
    @EnumSource(SnapshotScripts.class)
    void aStreamThatClosesRightAfterItsSnapshotClosesAlike(SnapshotScripts conversation) throws SnapshotException {
        List<Script.Step> steps = conversation.script().steps();
        for (int cut = 1; cut < steps.size(); cut += 1 + steps.size() / 150) {
            Recorder first = new Recorder(conversation.limits());
            tell(first, steps, 0, cut);
            byte[] snapshot = first.decoder().snapshot();
            int before = first.lines().size();
            Recorder second = Recorder.from(snapshot, conversation.limits());
            for (Recorder recorder : List.of(first, second)) {
                recorder.decoder().closed(Script.STREAM, 1_000_000, CloseReason.CLIENT);
            }

            assertThat(second.lines())
                    .as("cut at step %d", cut)
                    .isEqualTo(first.lines().subList(before, first.lines().size()));
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void everyGoldenSessionIsTakenOverAnywhere(Golden golden) throws SnapshotException {
        Tape tape = golden.tape();
        for (long seed = 0; seed < 6; seed++) {
            Script script = Script.of(tape.recut(seed));
            assertThat(byStream(handedOver(
                            script, DecoderLimits.DEFAULT, 1 + script.steps().size() / 4000)))
                    .as("seed %d", seed)
                    .isEqualTo(byStream(told(script, DecoderLimits.DEFAULT)));
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void oneHandOverAtARandomPlaceIsEnough(Golden golden) throws SnapshotException {
        for (long seed = 0; seed < 10; seed++) {
            Script script = Script.of(golden.tape().recut(seed));
            int cut = 1 + new Random(seed).nextInt(script.steps().size());

            assertThat(byStream(handedOver(script, DecoderLimits.DEFAULT, cut)))
                    .as("seed %d, cut at step %d", seed, cut)
                    .isEqualTo(byStream(told(script, DecoderLimits.DEFAULT)));
        }
    }

    /**
     * Each stream's lines. Across streams a decoder that is replaced while a read is unsettled cannot hold back what came
     * after it, as a reader that begins at a snapshot does not have to.
     */
    private static Map<String, List<String>> byStream(List<String> lines) {
        return lines.stream().collect(Collectors.groupingBy(line -> line.replaceAll("^(\\w+ )?(s\\d+).*", "$2")));
    }

    /** The events when one decoder hears it all. */
    private static List<String> told(Script script, DecoderLimits limits) {
        Recorder recorder = new Recorder(limits);
        tell(recorder, script.steps(), 0, script.steps().size());
        return recorder.lines();
    }

    /** The events when after every so many steps a new decoder takes over from the snapshot of the one before. */
    private static List<String> handedOver(Script script, DecoderLimits limits, int stepsEach)
            throws SnapshotException {
        List<Script.Step> steps = script.steps();
        List<String> lines = new ArrayList<>();
        Recorder recorder = new Recorder(limits);
        for (int from = 0; from < steps.size(); from += stepsEach) {
            tell(recorder, steps, from, Math.min(steps.size(), from + stepsEach));
            byte[] snapshot = recorder.decoder().snapshot();
            recorder.decoder().stopped(0);
            lines.addAll(recorder.lines());
            recorder = Recorder.from(snapshot, limits);
            assertThat(recorder.decoder().snapshot()).isEqualTo(snapshot);
        }
        return lines;
    }

    private static void tell(Recorder recorder, List<Script.Step> steps, int from, int to) {
        for (int i = from; i < to; i++) {
            steps.get(i).happenTo(recorder.decoder(), 1000L * i);
        }
    }
}
