package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No command writes over what it reads, whatever the path, and what is written is for its owner alone. */
class OutputSafetyTest extends OnRecordedJournal {
    OutputSafetyTest() {
        super(8 << 10, "commands", "boot");
    }

    private Path segment() throws IOException {
        return segments(journal).get(0);
    }

    private static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    /** Other ways to the first segment. */
    private List<Path> aliases() throws IOException {
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), segment());
        Path hard = Files.createLink(folder.resolve("hard"), segment());
        Path byFolder = Files.createSymbolicLink(folder.resolve("by-folder"), journal);
        Path dotted = journal.resolve("..").resolve("journal").resolve(segment().getFileName());
        return List.of(segment(), linked, hard, byFolder.resolve(segment().getFileName()), dotted);
    }

    @Test
    void noOutputIsAnInputByPathByLinkOrByHardLink() throws IOException {
        List<Object[]> calls = new ArrayList<>();
        for (Path alias : aliases()) {
            for (Path input : List.of(journal, segment())) {
                calls.add(new Object[] {"decode", input, "--wal", alias, "--force"});
                calls.add(new Object[] {"export", input, "--to", "pcapng", "-o", alias, "--force"});
                calls.add(new Object[] {"journal", "concat", input, "-o", alias, "--force"});
            }
        }
        Map<String, byte[]> before = contents(journal);
        for (Object[] call : calls) {
            CommandRun run = CommandRun.of(call);
            assertThat(run.code()).as("%s: %s", List.of(call), run.errors()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(run.errors()).singleElement().asString().contains("must not be written");
            assertThat(contents(journal)).containsExactlyEntriesOf(before);
        }
    }

    @Test
    void noOutputLiesAmongTheFilesOfAnInput() throws IOException {
        Map<String, byte[]> before = contents(journal);
        Path inside = journal.resolve("inside");
        Path sibling = segments(journal).get(1);
        List<Object[]> calls = List.of(
                new Object[] {"decode", journal, "--wal", inside},
                new Object[] {"decode", segment(), "--wal", sibling, "--force"},
                new Object[] {"export", journal, "--to", "pcapng", "-o", inside},
                new Object[] {"export", segment(), "--to", "pcapng", "-o", journal.resolve("sessions.json"), "--force"},
                new Object[] {"journal", "concat", journal, "-o", inside},
                new Object[] {"journal", "filter", journal, "--where", "failed", "-o", inside},
                new Object[] {"journal", "compact", journal, "-o", inside},
                new Object[] {"journal", "recover", journal, "--to", inside});
        for (Object[] call : calls) {
            CommandRun run = CommandRun.of(call);
            assertThat(run.code()).as("%s: %s", List.of(call), run.errors()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(inside).doesNotExist();
        }
        assertThat(contents(journal)).containsExactlyEntriesOf(before);
    }

    @Test
    void aCaptureAndTheConfigurationAreInputsToo() throws IOException {
        Path capture = folder.resolve("capture.pcapng");
        assertThat(CommandRun.of("export", journal, "--to", "pcapng", "-o", capture)
                        .code())
                .isZero();
        byte[] before = Files.readAllBytes(capture);
        assertThat(CommandRun.of("decode", capture, "--wal", capture, "--force").code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(capture).hasBinaryContent(before);
        Path config = Files.writeString(folder.resolve("tap.toml"), "[decode]\n");
        assertThat(CommandRun.of("decode", journal, "--config", config, "--wal", config, "--force")
                        .code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(config).hasContent("[decode]\n");
    }

    @Test
    void whatIsWrittenIsForItsOwnerAloneUnlessAnOptionOrTheFolderSaysOtherwise() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 02770);
        assertWritten(folder.resolve("own"), "rw-------", "rwx------");
        assertWritten(shared, "rw-r-----", "rwxr-x---");
        assertWritten(folder.resolve("wanted"), "rw-r-----", "rwxr-x---", "--group-readable");
        assertPermissions(folder.resolve("live.wal"), "rw-------");
        assertPermissions(journal, "rwx------");
        assertPermissions(segment(), "rw-------");
    }

    private void assertWritten(Path in, String file, String made, String... option) throws IOException {
        if (!Files.exists(in)) {
            Files.createDirectory(in);
        }
        written(option, "decode", journal, "--wal", in.resolve("out.wal"));
        written(option, "export", journal, "--to", "pcapng", "-o", in.resolve("out.pcapng"));
        written(option, "journal", "concat", journal, "-o", in.resolve("out.pcj"));
        written(option, "journal", "filter", journal, "--where", "failed", "-o", in.resolve("filtered"));
        written(option, "journal", "import", in.resolve("out.pcapng"), "--to", in.resolve("imported"));
        for (String name : List.of("out.wal", "out.pcapng", "out.pcj")) {
            assertPermissions(in.resolve(name), file);
        }
        for (String name : List.of("filtered", "imported")) {
            assertPermissions(in.resolve(name), made);
            assertPermissions(segments(in.resolve(name)).get(0), file);
            assertPermissions(in.resolve(name).resolve("sessions.json"), file);
        }
    }

    private static void written(String[] option, Object... call) {
        CommandRun run =
                CommandRun.of(Stream.concat(Stream.of(call), Stream.of(option)).toArray());
        assertThat(run.code()).as("%s: %s", List.of(call), run.errors()).isZero();
    }

    private static void assertPermissions(Path file, String permissions) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .as("%s", file)
                .isEqualTo(permissions);
    }

    @Test
    void aFileThatIsReplacedKeepsItsPermissionsAndALinkIsReplacedAndNotFollowed() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "mine");
        Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rw-rw-r--"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), mine);
        assertThat(CommandRun.of("export", journal, "--to", "pcapng", "-o", link)
                        .code())
                .isEqualTo(ExitCode.COULD_NOT_RUN);
        assertThat(CommandRun.of("export", journal, "--to", "pcapng", "-o", link, "--force")
                        .code())
                .isZero();
        assertThat(mine).hasContent("mine");
        assertThat(Files.isSymbolicLink(link)).isFalse();
        for (String[] call : new String[][] {{"export", "-o"}, {"decode", "--wal"}}) {
            CommandRun run = CommandRun.of(Stream.concat(
                            Stream.of(call[0], journal, call[1], mine, "--force"),
                            call[0].equals("export") ? Stream.of("--to", "pcapng") : Stream.of())
                    .toArray());
            assertThat(run.code()).as("%s", run.errors()).isZero();
            assertThat(mine.toFile().length()).isGreaterThan(100);
            assertPermissions(mine, "rw-rw-r--");
        }
    }

    @Test
    void aMirrorIsNeitherItsTokenNorTheConfiguration() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "secret");
        Path config = Files.writeString(folder.resolve("tap.toml"), "");
        Path linked = Files.createSymbolicLink(folder.resolve("linked-token"), token);
        Path hard = Files.createLink(folder.resolve("hard-token"), token);
        for (Path output : List.of(token, linked, hard, config)) {
            CommandRun run =
                    run("mirror", "--source", "127.0.0.1:1", "-o", output, "--token-file", token, "--config", config);
            assertThat(run.code()).as("%s", run.errors()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(run.errors()).singleElement().asString().contains(output + ": must not be written");
        }
        assertThat(token).hasContent("secret");
    }

    /** Each of these looks like the port file of an earlier start. */
    @Test
    void aPortFileTakesThePlaceOfNothingElse() throws IOException {
        Path seven = Files.writeString(folder.resolve("seven"), "7500\n");
        Path linked = Files.createSymbolicLink(folder.resolve("linked-seven"), seven);
        Path hard = Files.createLink(folder.resolve("hard-seven"), seven);
        Path volume = Files.createDirectories(folder.resolve("root").resolve("%MLC_EMU_DIR"));
        Path served = Files.writeString(volume.resolve("port"), "7500\n");
        Path catalogue = journal.resolve("sessions.json");
        Files.writeString(catalogue, "");
        List<Object[]> calls = new ArrayList<>();
        for (Path alias : List.of(seven, linked, hard)) {
            calls.add(proxy("--wal", seven, "--append", "--port-file", alias));
            calls.add(proxy("--config", seven, "--port-file", alias));
            calls.add(new Object[] {
                "journal", "serve", "--listen", "0", "--token-file", seven, "--port-file", alias, journal
            });
        }
        calls.add(proxy("--journal", journal, "--port-file", catalogue));
        calls.add(new Object[] {"journal", "serve", "--listen", "0", "--port-file", catalogue, journal});
        calls.add(new Object[] {"serve", "--listen", "0", "--root", folder.resolve("root"), "--port-file", served});
        for (Object[] call : calls) {
            CommandRun run = CommandRun.of(call);
            assertThat(run.code()).as("%s: %s", List.of(call), run.errors()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(List.of(seven, linked, hard, served, catalogue)).allMatch(Files::exists);
        }
        assertThat(seven).hasContent("7500\n");
        assertThat(served).hasContent("7500\n");
        assertThat(catalogue).isEmptyFile();
    }

    private static Object[] proxy(Object... more) {
        return Stream.concat(Stream.of("proxy", "--listen", "0", "--upstream", "127.0.0.1:1"), Stream.of(more))
                .toArray();
    }

    @Test
    void aDeviceIsWrittenByEveryCommandThatWritesAFileAndStays() throws IOException {
        Path device = Path.of("/dev/null");
        Object before = Files.getAttribute(device, "unix:mode");
        List<Object[]> calls = new ArrayList<>();
        for (Object[] call : List.of(
                new Object[] {"decode", journal, "--wal", device},
                new Object[] {"export", journal, "-o", device},
                new Object[] {"export", "--dissector", device},
                new Object[] {"journal", "concat", journal, "-o", device})) {
            calls.add(call);
            calls.add(Stream.concat(Stream.of(call), Stream.of("--force")).toArray());
        }
        for (Object[] call : calls) {
            CommandRun run = CommandRun.of(call);
            assertThat(run.code()).as("%s: %s", List.of(call), run.errors()).isZero();
        }
        for (Object[] call : List.of(
                new Object[] {"journal", "recover", journal, "-o", device},
                new Object[] {"journal", "filter", journal, "--where", "failed", "-o", device},
                new Object[] {"journal", "compact", journal, "-o", device},
                new Object[] {"journal", "mirror", "--source", "127.0.0.1:1", "-o", device})) {
            CommandRun run = CommandRun.of(call);
            assertThat(run.code()).as("%s: %s", List.of(call), run.errors()).isEqualTo(ExitCode.COULD_NOT_RUN);
            assertThat(run.errors()).singleElement().asString().contains(device + ": is no folder");
        }
        assertThat(Files.getAttribute(device, "unix:mode")).isEqualTo(before);
    }

    /** A pipe takes the same bytes as a file. */
    @Test
    void whatAPipeTakesIsWhatAFileWouldHold() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path file = folder.resolve("file.pcj");
        assertThat(run("concat", journal, "-o", file).code()).isZero();
        Path copy = folder.resolve("copy.pcj");
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(copy.toFile())
                .start();
        assertThat(run("concat", journal, "-o", pipe).code()).isZero();
        assertThat(reader.waitFor()).isZero();
        assertThat(copy).hasSameBinaryContentAs(file);
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void damageThatSalvageWouldPassSaysWhatItWouldGiveBack() throws IOException {
        Path damaged = segments(journal).get(1);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[200] ^= 1;
        Files.write(damaged, bytes);
        CommandRun salvage = CommandRun.of("decode", journal, "--mode", "salvage", "--wal", "/dev/null");
        CommandRun tail = CommandRun.of("decode", journal, "--wal", "/dev/null");
        assertThat(tail.code()).isEqualTo(ExitCode.INCOMPLETE);
        int all = operations(salvage);
        int behind = all - operations(tail);
        assertThat(behind).isPositive();
        String hint = journal + " is damaged: " + behind + " of " + all + " operations are behind the damage at "
                + damaged + " offset ";
        assertThat(tail.errors()).anyMatch(line -> line.contains(hint) && line.endsWith("; --mode salvage shows them"));
        assertThat(salvage.errors()).noneMatch(line -> line.contains("--mode salvage"));
        assertThat(CommandRun.of("export", journal, "--to", "pcapng", "-o", folder.resolve("out"))
                        .errors())
                .anyMatch(line -> line.contains(hint));
    }

    private static int operations(CommandRun run) {
        return run.errors().stream()
                .filter(line -> line.startsWith("records "))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*operations (\\d+),.*", "$1")))
                .findFirst()
                .orElseThrow();
    }
}
