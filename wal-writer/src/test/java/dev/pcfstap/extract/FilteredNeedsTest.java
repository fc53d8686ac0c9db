package dev.pcfstap.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pcfstap.filter.Filter;
import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.fixtures.tape.Golden;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalSink;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.SnapshotConsumer;
import dev.pcfstap.journal.SnapshotSource;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.Gap;
import dev.pcfstap.tap.TapSink;
import dev.pcfstap.wal.WalFormatName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays beside what was selected, and that nothing else does. */
class FilteredNeedsTest {
    private static final Requests CONSOLE = Requests.standard();
    private static final Responses HOST = Responses.standard();
    private static final int NO_SUCH_PATH = 0xFFF0FFE9;

    @TempDir
    Path folder;

    private int journals;

    /** One stream, told packet by packet. */
    private static final class Teller {
        private final TapSink sink;
        private long time = Captured.START;

        Teller(TapSink sink) {
            this.sink = sink;
            sink.opened(1, time, Captured.addresses(1));
        }

        Teller ask(byte[] request, byte[]... answer) {
            say(Direction.CONSOLE_TO_HOST, request);
            Stream.of(answer).forEach(bytes -> say(Direction.HOST_TO_CONSOLE, bytes));
            return this;
        }

        Teller say(Direction direction, byte[] bytes) {
            time += 1000;
            sink.received(1, direction, time, bytes, 0, bytes.length);
            return this;
        }

        Teller gap(long toHost, long toConsole) {
            time += 1000;
            sink.gap(1, new Gap(2, toHost, toConsole, time, time));
            return this;
        }

        Teller pinged(int firstRead) {
            return ask(CONSOLE.ping(firstRead, 8192), HOST.pong(0, Responses.PONG_FFIO_AND_CSR));
        }

        void closes() {
            time += 1000;
            sink.closed(1, time, CloseReason.CLIENT);
            sink.batchEnded(time);
        }
    }

    @Test
    void anOperationKeepsThePingsAndItsOwnDescriptor() throws Exception {
        assertThat(left(
                        "op = StatFile and fd = 4",
                        teller -> teller.pinged(4096)
                                .ask(CONSOLE.openFile("/a", "r"), HOST.fd(0, 3))
                                .ask(CONSOLE.openFile("/b", "r"), HOST.fd(0, 4))
                                .ask(CONSOLE.statFile(3), HOST.failed(NO_SUCH_PATH))
                                .ask(CONSOLE.statFile(4), HOST.failed(NO_SUCH_PATH))
                                .ask(CONSOLE.remove("/c"), HOST.rc(0))
                                .ask(CONSOLE.closeFile(3), HOST.rc(0))
                                .ask(CONSOLE.closeFile(4), HOST.rc(0))
                                .ask(CONSOLE.remove("/d"), HOST.rc(0))
                                .closes()))
                .containsExactly(
                        "open",
                        "#1 Ping",
                        "#1",
                        "#3 OpenFile /b",
                        "#3",
                        "#5 StatFile /b",
                        "#5",
                        "#8 CloseFile /b",
                        "#8",
                        "close 9 9");
    }

    @Test
    void aNumberThatWasClosedBeforeStaysUnknown() throws Exception {
        assertThat(left(
                        "op = StatFile",
                        teller -> teller.pinged(4096)
                                .ask(CONSOLE.openFile("/a", "r"), HOST.fd(0, 3))
                                .ask(CONSOLE.closeFile(3), HOST.rc(0))
                                .ask(CONSOLE.statFile(3), HOST.failed(NO_SUCH_PATH))
                                .closes()))
                .contains("#4 StatFile <Unknown; 3>");
    }

    @Test
    void readsBeforeAReadStayOnlyIfItsLengthCameFromThePosition() throws Exception {
        byte[] padded = new byte[100];
        Arrays.fill(padded, 60, 100, (byte) 0xCD);
        byte[] whole = new byte[100];
        Arrays.fill(whole, (byte) 'x');
        Consumer<Teller> paddedAtTheEnd = teller -> teller.pinged(4096)
                .ask(CONSOLE.openFile("/a", "r"), HOST.fd(0, 3))
                .ask(CONSOLE.readFile(1, 100, 3), ReadResponses.normal(280, whole, 100, 4096))
                .ask(CONSOLE.readFile(1, 100, 3, 0, 1), ReadResponses.normal(280, whole, 100, 4096))
                .ask(CONSOLE.readFile(1, 100, 3), ReadResponses.normal(280, whole, 100, 4096))
                .ask(CONSOLE.readFile(1, 100, 3), ReadResponses.normal(280, padded, 100, 4096))
                .closes();
        // The second read went back to the beginning, so the first one moved nothing that matters.
        assertThat(left("eof", paddedAtTheEnd))
                .containsExactly(
                        "open",
                        "#1 Ping",
                        "#1",
                        "#2 OpenFile /a",
                        "#2",
                        "#4 ReadFile /a",
                        "#4 read=100",
                        "#5 ReadFile /a",
                        "#5 read=100",
                        "#6 ReadFile /a",
                        "#6 read~80 eof",
                        "close 6 6");
        assertThat(left("exchange = 5", paddedAtTheEnd))
                .containsExactly(
                        "open", "#1 Ping", "#1", "#2 OpenFile /a", "#2", "#5 ReadFile /a", "#5 read=100", "close 6 6");
    }

    @Test
    void whatIsSelectedByDirectionKeepsItsOtherHalf() throws Exception {
        assertThat(left(
                        "dir = data",
                        teller -> teller.pinged(4096)
                                .ask(CONSOLE.openFile("/a", "w"), HOST.fd(0, 3))
                                .ask(CONSOLE.writeFile(3, new byte[500]), HOST.written(500))
                                .ask(CONSOLE.remove("/b"), HOST.rc(0))
                                .closes()))
                .containsExactly(
                        "open",
                        "#1 Ping",
                        "#1",
                        "#2 OpenFile /a",
                        "#2",
                        "#3 WriteFile /a",
                        "#3 500",
                        "#3",
                        "close 4 4");
    }

    @Test
    void theRequestOutstandingBesideAnAmbiguousReadStays() throws Exception {
        byte[] data = new byte[300];
        Arrays.fill(data, (byte) 'x');
        assertThat(left(
                        "op = ReadFile",
                        teller -> teller.pinged(64)
                                .ask(CONSOLE.remove("/before"), HOST.rc(0))
                                .ask(CONSOLE.readFile(1, 300, 3))
                                .ask(CONSOLE.remove("/beside"))
                                .ask(CONSOLE.remove("/behind"))
                                .say(
                                        Direction.HOST_TO_CONSOLE,
                                        ReadResponses.normal(70_000, Arrays.copyOf(data, 64), 64, 64))
                                .say(Direction.HOST_TO_CONSOLE, HOST.rc(0))
                                .say(Direction.HOST_TO_CONSOLE, HOST.rc(0))
                                .closes()))
                .containsExactly(
                        "open",
                        "#1 Ping",
                        "#1",
                        "#3 ReadFile <Unknown 3>",
                        "#4 Remove /beside",
                        "#3 read=64 eof settled",
                        "#4",
                        "close 5 5");
    }

    @Test
    void aReadThatTheNextRequestSettledIsSettledWithoutIt() throws Exception {
        byte[] data = new byte[64];
        assertThat(left(
                        "op = ReadFile",
                        teller -> teller.pinged(64)
                                .ask(CONSOLE.readFile(1, 300, 3), ReadResponses.normal(70_000, data, 64, 64))
                                .ask(CONSOLE.remove("/next"), HOST.rc(0))
                                .closes()))
                .containsExactly(
                        "open", "#1 Ping", "#1", "#2 ReadFile <Unknown 3>", "#2 read=64 eof settled", "close 3 3");
    }

    @Test
    void gapsStayAndWhatDecodingResumedAt() throws Exception {
        assertThat(left(
                        "path = /wanted",
                        teller -> teller.pinged(4096)
                                .ask(CONSOLE.openFile("/a", "r"), HOST.fd(0, 3))
                                .ask(Arrays.copyOf(CONSOLE.remove("/cut"), 100))
                                .gap(444, 36)
                                .ask(CONSOLE.remove("/resumed"), HOST.rc(0))
                                .ask(CONSOLE.remove("/other"), HOST.rc(0))
                                .ask(CONSOLE.remove("/wanted"), HOST.rc(0))
                                .closes()))
                .containsExactly(
                        "open",
                        "#1 Ping",
                        "#1",
                        "note gap",
                        "note resumed",
                        "note resumed",
                        "#3 Remove /resumed",
                        "#3",
                        "#5 Remove /wanted",
                        "#5",
                        "close 5 5");
    }

    @Test
    void bytesWithoutABoundaryGoOrStayWithWhatIsAroundThem() throws Exception {
        byte[] junk = CONSOLE.dataLength(0x7FFFFFFF).remove("/junk");
        Consumer<Teller> story = teller -> teller.pinged(4096)
                .ask(CONSOLE.remove("/before"), HOST.rc(0))
                .ask(junk)
                .ask(CONSOLE.remove("/after"), HOST.rc(0))
                .ask(CONSOLE.remove("/wanted"), HOST.rc(0))
                .closes();
        assertThat(left("path = /wanted", story))
                .containsExactly("open", "#1 Ping", "#1", "#4 Remove /wanted", "#4", "close 4 4");
        assertThat(left("note = lost-boundary", story))
                .contains("note lost-boundary", "note resumed", "#2 Remove /before", "#3 Remove /after")
                .doesNotContain("#4 Remove /wanted");
    }

    @Test
    void notesStayWhenTheyAreSelected() throws Exception {
        Consumer<Teller> story = teller -> {
            teller.pinged(4096);
            teller.sink.noted(0, teller.time, "of the tap");
            teller.sink.noted(1, teller.time, "of the stream");
            teller.closes();
        };
        assertThat(left("note = tap", story))
                .containsSubsequence("open", "note tap of the tap", "note tap of the stream");
        assertThat(left("op = Ping", story)).containsExactly("open", "#1 Ping", "#1", "close 1 1");
        assertThat(left("stream = 1 and note = tap", story))
                .contains("note tap of the stream")
                .doesNotContain("note tap of the tap");
    }

    @Test
    void nothingSelectedLeavesAnEmptyJournal() throws Exception {
        assertThat(left("path = /nowhere", teller -> teller.pinged(64).closes()))
                .isEmpty();
    }

    @Test
    void aPrunedJournalIsFilteredFromItsFirstSnapshotOn() throws Exception {
        for (Golden golden : Golden.values()) {
            Path original = folder.resolve("pruned-" + golden.name());
            SnapshotDecoder decoder = new SnapshotDecoder();
            Captured.write(
                    Captured.in(original).withSegmentBytes(3000),
                    decoder,
                    sink -> Captured.tell(golden.tape(), 5, 0, decoder.behind(sink)));
            List<Path> segments = segments(original);
            assertThat(segments).hasSizeGreaterThan(1);
            for (int pruned = 0; pruned < segments.size() - 1; pruned++) {
                Files.delete(segments.get(pruned));
                if (pruned % Math.max(1, segments.size() / 6) == 0) {
                    for (String filter :
                            List.of("op in (StatFile, ReadFolder)", "op = ReadFile", "failed", "dir = data")) {
                        assertKept(original, filter);
                    }
                }
            }
        }
    }

    @Test
    void aJournalThatGrowsIsFilteredAsFarAsItWasReadAtFirst() throws Exception {
        Path original = folder.resolve("growing");
        Captured.write(original, Golden.of("boot").tape(), 1);
        JournalPasses passes = new JournalPasses(JournalFiles.disk(), List.of(original), ReadOptions.TAIL);
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
        passes.play(decoder, SnapshotConsumer.NONE);
        List<String> before = Captured.lines(original, WalFormatName.TAP);
        Captured.write(original, Golden.of("commands").tape(), 1);
        passes.write(Captured.in(folder.resolve("copy")), new CutPlan(), SpanReplacement.NONE);

        assertThat(Captured.lines(folder.resolve("copy"), WalFormatName.TAP)).isEqualTo(before);
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Captured.write(original, Golden.of("writes").tape(), 1);
        assertThatThrownBy(
                        () -> passes.write(Captured.in(folder.resolve("other")), new CutPlan(), SpanReplacement.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the journal changed while it was read");
    }

    @Test
    void whatIsKnownOfAFileIsTheSameWhateverIsLeftOut() throws Exception {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Path original = folder.resolve("files" + seed);
            Captured.write(
                    Captured.in(original),
                    SnapshotSource.NONE,
                    (JournalSink sink) ->
                            useFiles(new Teller(sink).pinged(4096), random).closes());
            for (int i = 0; i < 4; i++) {
                assertKept(
                        original,
                        "op = ReadFile and exchange in (" + (2 + random.nextInt(40)) + ", " + (2 + random.nextInt(40))
                                + ")");
            }
        }
    }

    /** Three descriptors of two files, whatever a console might do with them, and answers that end in 0xCD. */
    private static Teller useFiles(Teller teller, Random random) {
        for (int i = 0; i < 40; i++) {
            int file = 3 + random.nextInt(3);
            int moveTo = random.nextInt(3);
            int moves = random.nextInt(2);
            byte[] data = new byte[1 + random.nextInt(3) * 20];
            Arrays.fill(data, random.nextInt(data.length + 1), data.length, (byte) 0xCD);
            switch (random.nextInt(8)) {
                case 0, 1 ->
                    teller.ask(
                            CONSOLE.openFile(
                                    "/" + random.nextInt(2),
                                    List.of("r", "w", "a").get(random.nextInt(3))),
                            HOST.fd(0, file));
                case 2 -> teller.ask(CONSOLE.closeFile(file), HOST.rc(0));
                case 3 ->
                    teller.ask(
                            CONSOLE.setFilePosition(file, moveTo),
                            random.nextInt(5) == 0 ? HOST.packet(new byte[7]) : HOST.rc(0));
                case 4 ->
                    teller.ask(
                            CONSOLE.writeFile(1, data.length, file, moveTo, moves, data),
                            random.nextInt(5) == 0 ? HOST.fd(NO_SUCH_PATH, 0) : HOST.written(data.length));
                default ->
                    teller.ask(
                            CONSOLE.readFile(1, 50, file, moveTo, moves),
                            ReadResponses.normal(random.nextInt(4) * 20, data, 50, 4096));
            }
        }
        return teller;
    }

    private void assertKept(Path original, String filter) throws Exception {
        Path copy = folder.resolve("kept" + ++journals);
        FilteredJournal.Outcome outcome = FilteredJournal.write(
                new JournalPasses(JournalFiles.disk(), List.of(original), ReadOptions.TAIL),
                Filter.parse(filter),
                Captured.in(copy));
        List<String> wanted = Captured.lines(original, WalFormatName.JSON, Filter.parse(filter));
        List<String> all = Captured.lines(original, WalFormatName.JSON);
        List<String> left = Captured.lines(copy, WalFormatName.JSON);
        assertThat(wanted).as("%s %s", original, filter).isSubsetOf(left);
        assertThat(Lines.isPartOf(left, all)).as("%s %s", original, filter).isTrue();
        assertThat(outcome.wholeStreams()).isEmpty();
        assertThat(outcome.unknownStreams()).isEmpty();
    }

    private static List<Path> segments(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            return files.filter(file -> file.toString().endsWith(".pcj"))
                    .sorted()
                    .toList();
        }
    }

    /** What a filter leaves of a story, each line cut down to what matters here. */
    private List<String> left(String filter, Consumer<Teller> story) throws Exception {
        Path original = folder.resolve("story" + ++journals);
        Path copy = folder.resolve("left" + journals);
        Captured.write(
                Captured.in(original), SnapshotSource.NONE, (JournalSink sink) -> story.accept(new Teller(sink)));
        FilteredJournal.Outcome outcome = FilteredJournal.write(
                new JournalPasses(JournalFiles.disk(), List.of(original), ReadOptions.STRICT),
                Filter.parse(filter),
                Captured.in(copy));
        assertThat(outcome.wholeStreams()).isEmpty();
        List<String> all = Captured.lines(original, WalFormatName.TAP);
        List<String> left = Captured.lines(copy, WalFormatName.TAP);
        assertThat(Lines.isPartOf(left, all)).isTrue();
        assertThat(Captured.lines(original, WalFormatName.TAP, Filter.parse(filter)))
                .isSubsetOf(left);
        return left.stream().map(FilteredNeedsTest::gist).toList();
    }

    private static String gist(String line) {
        String[] parts = line.split(" +", 4);
        String rest = parts.length > 3 ? parts[3] : "";
        if (parts[2].equals("close")) {
            return "close " + rest.replaceAll(".*requests=(\\d+) responses=(\\d+)", "$1 $2");
        }
        if (parts[2].equals("note")) {
            return "note "
                    + rest.replaceAll("^tap text=\"(.*)\"", "tap $1")
                            .replaceAll("^(gap|resumed|lost-boundary|truncated).*", "$1");
        }
        if (!parts[2].startsWith("#")) {
            return parts[2];
        }
        if (rest.matches("->\\d+")) {
            return parts[2] + " " + rest.substring(2);
        }
        if (rest.startsWith("->")) {
            String path = rest.replaceAll(".*\\{path=(<[^>]*>|[^,}]*).*", " $1");
            return parts[2] + " " + rest.replaceAll("->(\\w+).*", "$1") + (path.startsWith(" ") ? path : "");
        }
        String suffix = rest.replaceAll(".*\\} \\d+\\w+", "").replaceAll(" (written=\\d+|path=\\S+|[A-Z_]+)", "");
        return parts[2] + suffix;
    }
}
