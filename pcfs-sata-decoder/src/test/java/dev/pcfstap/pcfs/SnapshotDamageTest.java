package dev.pcfstap.pcfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.tap.CloseReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A damaged snapshot is refused, or gives a decoder that goes on: never anything else. */
class SnapshotDamageTest {
    private static final int[] DAMAGES = {0x01, 0x80, 0xFF};

    /** A snapshot and what happens after it. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of these
    private record Cut(byte[] snapshot, List<Script.Step> rest) {}

    @ParameterizedTest
    @EnumSource(SnapshotScripts.class)
    void everyPrefixIsRefused(SnapshotScripts conversation) throws SnapshotException {
        for (Cut cut : cuts(conversation, 4)) {
            for (int length = 0; length < cut.snapshot.length; length++) {
                byte[] prefix = Arrays.copyOf(cut.snapshot, length);
                assertThatThrownBy(() -> Recorder.from(prefix, conversation.limits()))
                        .as("%d bytes", length)
                        .isInstanceOf(SnapshotException.class)
                        .hasMessageStartingWith("snapshot at offset ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SnapshotScripts.class)
    void everyDamagedByteIsRefusedOrHarmless(SnapshotScripts conversation) throws SnapshotException {
        int refused = 0;
        int harmless = 0;
        for (Cut cut : cuts(conversation, 3)) {
            for (int at = 0; at < cut.snapshot.length; at++) {
                for (int damage : DAMAGES) {
                    byte[] damaged = cut.snapshot.clone();
                    damaged[at] ^= (byte) damage;
                    if (goesOn(damaged, conversation.limits(), cut.rest)) {
                        harmless++;
                    } else {
                        refused++;
                    }
                }
            }
        }
        assertThat(refused).isPositive();
        assertThat(harmless).isPositive();
    }

    @Test
    void randomBytesAreRefused() throws SnapshotException {
        byte[] real = new Recorder(DecoderLimits.DEFAULT).decoder().snapshot();
        for (long seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            if (seed % 2 == 0) {
                // Behind a true header, and with few streams, more of it is read.
                System.arraycopy(real, 0, bytes, 0, Math.min(bytes.length, real.length - 1));
                for (int i = real.length; i < bytes.length; i++) {
                    bytes[i] &= (byte) (random.nextInt(4) == 0 ? 0x03 : 0);
                }
            }
            assertThatThrownBy(() -> Recorder.from(bytes, DecoderLimits.DEFAULT))
                    .as("seed %d", seed)
                    .isInstanceOf(SnapshotException.class);
        }
    }

    /** Whether the snapshot was taken; then everything that follows must be decoded without an exception. */
    private static boolean goesOn(byte[] snapshot, DecoderLimits limits, List<Script.Step> rest) {
        Recorder recorder;
        try {
            recorder = Recorder.from(snapshot, limits);
        } catch (SnapshotException e) {
            assertThat(e).hasMessageStartingWith("snapshot at offset ");
            return false;
        }
        assertThatCode(() -> {
                    for (Script.Step step : rest) {
                        step.happenTo(recorder.decoder(), 5_000_000);
                    }
                    recorder.decoder().snapshot();
                    assertThat(recorder.lines()).isNotNull();
                })
                .doesNotThrowAnyException();
        return true;
    }

    /** The conversation cut in several places, said in larger pieces so that it can be told often. */
    private static List<Cut> cuts(SnapshotScripts conversation, int count) throws SnapshotException {
        List<Script.Step> steps = conversation.script().steps();
        List<Cut> cuts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            int at = (int) ((long) i * steps.size() / (count + 1));
            Recorder recorder = new Recorder(conversation.limits());
            for (Script.Step step : steps.subList(0, at)) {
                step.happenTo(recorder.decoder(), 1);
            }
            byte[] snapshot = recorder.decoder().snapshot();
            List<Script.Step> rest = new ArrayList<>(steps.subList(at, Math.min(steps.size(), at + 400)));
            rest.add((decoder, time) -> decoder.closed(Script.STREAM, time, CloseReason.CLIENT));
            cuts.add(new Cut(snapshot, rest));
        }
        return cuts;
    }
}
