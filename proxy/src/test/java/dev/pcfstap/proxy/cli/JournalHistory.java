package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.proxy.load.LoadStream;
import dev.pcfstap.proxy.load.PlainRecord;
import dev.pcfstap.proxy.load.PlainSegment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * What is known of a journal whose writers were killed one after the other: each segment's bytes, where each is torn, where
 * the sequences and the stream numbers have come to, and which streams were cut off.
 */
final class JournalHistory {
    private static final int HEADER_BYTES = 48;

    private final Path journal;
    private final Map<Path, Long> checksums = new TreeMap<>();
    private final Map<Path, PlainSegment> torn = new TreeMap<>();
    private final Map<Long, Long> cutOffNanos = new LinkedHashMap<>();
    private List<PlainSegment> lastRun = List.of();
    private long nextSequence;
    private long highestStream;

    JournalHistory(Path journal) {
        this.journal = journal;
    }

    Path journal() {
        return journal;
    }

    /** A writer has begun and nothing was sent to it yet: it began a new segment and left the others alone. */
    void checkStart(List<String> warnings) throws IOException {
        takeAwayWhatHoldsNothing();
        for (Map.Entry<Path, Long> known : checksums.entrySet()) {
            assertThat(checksum(known.getKey())).as("%s stays as it was", known).isEqualTo(known.getValue());
        }
        List<PlainSegment> begun = newSegments();
        assertThat(begun).hasSize(1);
        assertThat(begun.get(0).firstSequence()).isEqualTo(nextSequence);
        assertThat(begun.get(0).writerStarted()).isTrue();
        assertThat(begun.get(0).records()).anyMatch(record -> record.kind() == PlainRecord.SNAPSHOT);
        if (!lastRun.isEmpty()) {
            PlainSegment last = lastRun.get(lastRun.size() - 1);
            assertThat(warnings.stream().filter(line -> line.contains("not closed in order; torn: " + last.file())))
                    .hasSize(last.torn() ? 1 : 0);
        }
        CatalogueText catalogue = CatalogueText.of(journal);
        assertThat(catalogue.states()).doesNotContainValue("active");
        cutOffNanos.forEach((stream, endNanos) -> {
            assertThat(catalogue.states()).as("s%d", stream).containsEntry(stream, "interrupted");
            assertThat(catalogue.endNanos()).as("s%d", stream).containsEntry(stream, endNanos);
        });
    }

    /** A last segment without a whole commit stands in the way of the next one: it is kept beside, or is nothing. */
    private void takeAwayWhatHoldsNothing() throws IOException {
        for (PlainSegment segment : lastRun) {
            if (segment.endSequence() < 0 || segment.records().isEmpty()) {
                Path file = segment.file();
                Path broken = file.resolveSibling(file.getFileName() + ".broken");
                Long before = checksums.remove(file);
                torn.remove(file);
                if (segment.sizeBytes() > HEADER_BYTES) {
                    assertThat(checksum(broken)).isEqualTo(before);
                }
            }
        }
    }

    /** The writer that began last was killed. With {@code writeAhead}, what the host has heard counts as reported. */
    KillFigures.Left checkKilled(List<LoadStream> load, boolean writeAhead) throws IOException {
        lastRun = newSegments();
        List<PlainRecord> records = new ArrayList<>();
        for (int i = 0; i < lastRun.size(); i++) {
            PlainSegment segment = lastRun.get(i);
            boolean last = i == lastRun.size() - 1;
            assertThat(segment.writerStarted()).isEqualTo(i == 0 && segment.endSequence() >= 0);
            assertThat(segment.torn() && !last).as("%s is torn", segment.file()).isFalse();
            if (segment.endSequence() >= 0) {
                assertThat(segment.firstSequence()).isEqualTo(nextSequence);
                nextSequence = segment.endSequence();
            }
            if (segment.torn()) {
                torn.put(segment.file(), segment.withoutPayloads());
            }
            records.addAll(segment.records());
            checksums.put(segment.file(), checksum(segment.file()));
        }
        CatalogueText catalogue = CatalogueText.of(journal);
        assertThat(catalogue.throughSequence()).isLessThanOrEqualTo(nextSequence);
        assertThat(catalogue.durableSequence()).isLessThanOrEqualTo(nextSequence);
        KilledRun run = new KilledRun(records, load, highestStream);
        run.check();
        if (writeAhead) {
            run.checkNothingHeardIsMissing();
        }
        highestStream = run.highestStream();
        cutOffNanos.putAll(run.cutOffNanos());
        lastRun = lastRun.stream().map(PlainSegment::withoutPayloads).toList();
        return new KillFigures.Left(
                records.size(),
                run.trafficBytes(),
                Math.max(catalogue.throughSequence(), catalogue.durableSequence())
                        > lastRun.get(0).firstSequence(),
                lastRun.get(lastRun.size() - 1).torn());
    }

    /** The command finds what the plain reading found, and nothing else. */
    void checkVerify(Verifying how, Path folder) throws Exception {
        Verifying.Outcome outcome = how.of(journal, folder);
        List<String> expected = torn.values().stream()
                .map(segment -> "torn: " + segment.file() + " at offset " + segment.intactBytes() + " ("
                        + (segment.sizeBytes() - segment.intactBytes()) + " bytes): ")
                .toList();
        assertThat(outcome.code()).isEqualTo(expected.isEmpty() ? ExitCode.FINE : ExitCode.INCOMPLETE);
        assertThat(outcome.lines()).hasSize(expected.size() + 1);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(outcome.lines().get(i)).startsWith(expected.get(i));
        }
    }

    /** What the WAL of the killed run shows is what its part of the journal decodes to, down to the byte where it was cut. */
    void checkWal(Path wal) throws IOException {
        Path decoded = wal.resolveSibling("decoded.wal");
        List<Object> arguments = new ArrayList<>(List.of("decode"));
        lastRun.forEach(part -> arguments.add(part.file()));
        arguments.addAll(List.of("--wal", decoded));
        CommandRun run = CommandRun.of(arguments.toArray());
        assertThat(run.code())
                .as("%s", run.errors())
                .isEqualTo(lastRun.get(lastRun.size() - 1).torn() ? ExitCode.INCOMPLETE : ExitCode.FINE);
        checkShowsNoMore(wal, decoded);
        Files.delete(decoded);
    }

    /** A WAL is the beginning of another, or all of it. */
    static void checkShowsNoMore(Path wal, Path decoded) throws IOException {
        long differs = Files.mismatch(wal, decoded);
        assertThat(differs == Files.size(wal) || differs < 0)
                .as("%s differs from what its journal decodes to at %d of %d", wal, differs, Files.size(wal))
                .isTrue();
    }

    private List<PlainSegment> newSegments() throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            List<PlainSegment> found = new ArrayList<>();
            for (Path file : files.filter(name -> name.toString().endsWith(".pcj"))
                    .filter(name -> !checksums.containsKey(name))
                    .sorted()
                    .toList()) {
                found.add(PlainSegment.read(file));
            }
            return found;
        }
    }

    private static long checksum(Path file) throws IOException {
        try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(file), new CRC32C())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        }
    }
}
