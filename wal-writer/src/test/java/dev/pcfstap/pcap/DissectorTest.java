package dev.pcfstap.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pcfstap.fixtures.capture.CaptureMaker;
import dev.pcfstap.fixtures.capture.Conversations;
import dev.pcfstap.fixtures.capture.Network;
import dev.pcfstap.fixtures.program.NeedsProgram;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.pcap.export.ExportOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Wireshark dissector says of each packet what the cat-dev text says, and links what belongs together. */
@NeedsProgram(value = "tshark", debianPackage = "tshark")
class DissectorTest {
    private static final int FIRST_PAYLOAD = 54;
    private static final long SEED = 7;

    @TempDir
    Path folder;

    private Path script = Path.of("pcfs-sata.lua");

    @BeforeEach
    void copyTheScript() throws IOException {
        script = folder.resolve("pcfs-sata.lua");
        try (InputStream in = ImportOptions.class.getResourceAsStream("pcfs-sata.lua")) {
            Files.copy(Objects.requireNonNull(in, "pcfs-sata.lua is missing"), script);
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void textsAreThoseOfTheGoldenLog(Golden golden) throws Exception {
        assertThat(texts(golden.pcapBytes())).containsExactlyElementsOf(expected(golden));
    }

    @ParameterizedTest
    @EnumSource(
            value = Golden.class,
            names = {"COMMANDS", "READS", "READS_OLD_HOST"})
    void textsAreTheSameWhenPacketsAreSpreadOverManySegments(Golden golden) throws Exception {
        CaptureMaker maker = new CaptureMaker().network(Network.IPV6);

        assertThat(texts(maker.file(Conversations.of(golden.tape().joined(), 150, -3000))))
                .containsExactlyElementsOf(expected(golden));
        assertThat(texts(Exports.of(golden.tape().joined(), ExportOptions.DEFAULT)))
                .containsExactlyElementsOf(expected(golden));
    }

    @Test
    void anotherPortIsAPreferenceOrDecodeAs() throws Exception {
        Golden golden = Golden.READS;
        byte[] capture = new CaptureMaker().hostPort(7600).file(Conversations.of(golden.tape(), 1400, 1));

        assertThat(texts(capture)).isEmpty();
        assertThat(texts(capture, "-o", "pcfs.port:7600")).containsExactlyElementsOf(expected(golden));
        assertThat(texts(capture, "-d", "tcp.port==7600,pcfs")).containsExactlyElementsOf(expected(golden));
    }

    @Test
    void fieldsFilterAndLinkRequestsWithResponses() throws Exception {
        Path file = capture(Golden.BOOT.pcapBytes());

        List<String[]> rows = fields(
                file,
                "tcp.len > 0",
                "frame.number",
                "pcfs.command",
                "pcfs.exchange",
                "pcfs.response_in",
                "pcfs.request_in",
                "pcfs.time",
                "pcfs.rc",
                "pcfs.fd",
                "pcfs.path");

        assertThat(rows).hasSize(34);
        for (int i = 0; i < rows.size(); i += 2) {
            String[] request = rows.get(i);
            String[] response = rows.get(i + 1);
            assertThat(request[3]).isEqualTo(response[0]);
            assertThat(response[4]).isEqualTo(request[0]);
            assertThat(response[1]).isEqualTo(request[1]);
            assertThat(List.of(request[2], response[2])).containsOnly(String.valueOf(i / 2 + 1));
            assertThat(Double.parseDouble(response[5])).isBetween(0.00001, 0.001);
        }
        assertThat(numbers(rows)).containsAll(numbers(fields(file, "pcfs.rc != 0", "frame.number")));
    }

    @Test
    void filtersFindCodesPathsAndDescriptors() throws Exception {
        Path file = capture(Golden.COMMANDS.pcapBytes());
        List<String> log = expected(Golden.COMMANDS);

        assertThat(fields(file, "pcfs.rc == 0xfff0ffe9", "frame.number")).hasSize((int)
                log.stream().filter(line -> line.contains("(fff0ffe9)")).count());
        List<String[]> writes = fields(file, "pcfs.command == 7 && pcfs.written == 4096", "pcfs.path", "pcfs.fd");
        assertThat(writes).hasSize(1);
        assertThat(writes.get(0)).containsExactly("/%SAVE_EMU_DIR/w.bin", "5");
        String path = "pcfs.path == \"/%SAVE_EMU_DIR/w.bin\"";
        assertThat(fields(file, path + " && pcfs.response_in", "frame.number")).hasSize((int) log.stream()
                .filter(line -> line.matches("->.*/%SAVE_EMU_DIR/w\\.bin[,}].*"))
                .count());
    }

    @Test
    void damagedPayloadsCauseNoErrorOfTheScript() throws Exception {
        Random random = new Random(SEED);
        for (Golden golden : Golden.values()) {
            byte[] damaged = golden.pcapBytes();
            int next;
            for (int at = 24; at < damaged.length; at = next) {
                int captured = (damaged[at + 8] & 0xFF) | (damaged[at + 9] & 0xFF) << 8;
                next = at + 16 + captured;
                if (captured > FIRST_PAYLOAD && random.nextInt(3) == 0) {
                    int reach = Math.min(80, captured - FIRST_PAYLOAD);
                    damaged[at + 16 + FIRST_PAYLOAD + random.nextInt(reach)] = (byte) random.nextInt(3);
                }
            }

            List<String> shown = tshark(capture(damaged), "-V");

            assertThat(shown).isNotEmpty().noneMatch(line -> line.contains("Lua Error"));
        }
    }

    /** What the dissector says of every packet, in the order of the capture. */
    private List<String> texts(byte[] capture, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-2", "-T", "json", "-e", "pcfs.text"));
        arguments.addAll(List.of(options));
        String json = String.join("\n", tshark(capture(capture), arguments.toArray(String[]::new)));
        List<String> texts = new ArrayList<>();
        for (JsonNode packet : new ObjectMapper().readTree(json)) {
            packet.at("/_source/layers/pcfs.text").forEach(text -> texts.add(shortened(text.asText())));
        }
        return texts;
    }

    private List<String[]> fields(Path file, String filter, String... names) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-2", "-Y", filter, "-T", "fields", "-E", "occurrence=l"));
        Stream.of(names).forEach(name -> arguments.addAll(List.of("-e", name)));
        return tshark(file, arguments.toArray(String[]::new)).stream()
                .map(row -> row.split("\t", -1))
                .toList();
    }

    private List<String> tshark(Path file, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("-X", "lua_script:" + script, "-r", file.toString()));
        all.addAll(Arrays.asList(arguments));
        return Tshark.lines(folder, all.toArray(String[]::new));
    }

    private Path capture(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("capture"), bytes);
    }

    private static List<String> numbers(List<String[]> rows) {
        return rows.stream().map(row -> row[0]).toList();
    }

    private static List<String> expected(Golden golden) {
        return Arrays.stream(golden.catDevText().split("\n", -1))
                .filter(line -> !line.isEmpty())
                .map(DissectorTest::shortened)
                .toList();
    }

    /** The line without what the dissector shows elsewhere: checksums, and bytes of headers and unknown packets. */
    private static String shortened(String line) {
        return line.replaceFirst("chk=[0-9a-f]+,", "")
                .replaceFirst(",header=b\".*\"}$", "}")
                .replaceFirst("^(->|<-     )Unknown ( *)\\{.*$", "$1Unknown");
    }
}
