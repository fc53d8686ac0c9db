package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.StreamAddresses;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The captures whose streams are known byte for byte. */
class GoldenCapturesTest {

    @ParameterizedTest
    @EnumSource(Golden.class)
    void captureGivesTheTapeInItsOrder(Golden golden) throws Exception {
        Imports.Result result = Imports.of(golden.pcapBytes());

        assertThat(result.seen().tape()).isEqualTo(golden.tape().joined());
        assertThat(result.seen().notes).isEmpty();
        assertThat(result.seen().gaps).isEmpty();
        assertThat(result.seen().reasons).containsOnly(CloseReason.CLIENT);
        assertThat(result.seen().times).isSorted();
        assertThat(result.summary().complete()).isTrue();
        assertThat(result.summary().notices()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void captureInAFileGivesTheSame(Golden golden, @TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("golden.pcap"), golden.pcapBytes());
        SeenStreams seen = new SeenStreams();
        PcapImport pcapImport = new PcapImport(ImportOptions.DEFAULT, seen, ImportListener.SILENT);

        pcapImport.read(file);

        assertThat(pcapImport.finish().complete()).isTrue();
        assertThat(seen.tape()).isEqualTo(golden.tape().joined());
        assertThat(seen.addresses.get(0)).isEqualTo(new StreamAddresses("192.168.7.40:49153", "192.168.7.10:7500"));
    }
}
