package dev.pcfstap.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Wire;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeKind;
import dev.pcfstap.fixtures.tape.TapeRecord;
import dev.pcfstap.journal.JournalCommit;
import dev.pcfstap.journal.JournalFiles;
import dev.pcfstap.journal.JournalOptions;
import dev.pcfstap.journal.JournalReader;
import dev.pcfstap.journal.ReadOptions;
import dev.pcfstap.journal.RecordKind;
import dev.pcfstap.proxy.ProxySummary;
import dev.pcfstap.wal.WalFormatName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks as long as the longest read share arrays, one after the other: none may show what belongs to another. */
class LongReadsTest {
    private static final int READS = 60;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final List<String> checksums = new ArrayList<>();

    private Tape reads(Random random) {
        List<TapeRecord> records = new ArrayList<>();
        records.add(TapeRecord.opened(1));
        for (int i = 0; i < READS; i++) {
            byte[] data = new byte[300_000 + random.nextInt(700_000)];
            random.nextBytes(data);
            records.add(TapeRecord.toHost(1, Requests.standard().readFile(data.length, 1, 7)));
            byte[] response = ReadResponses.normal(data.length, data, data.length, Wire.FIRST_READ_BYTES);
            records.add(TapeRecord.toConsole(1, response));
            checksums.add(Long.toHexString(checksum(response)));
        }
        records.add(TapeRecord.closed(1));
        return new Tape(records);
    }

    /** FNV-1a of 64 bits as docs/wal.md has it. */
    private static long checksum(byte[] response) {
        long hash = 69420;
        for (byte one : response) {
            hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    private static byte[] toConsole(Path journal) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JournalReader reader = JournalReader.open(JournalFiles.disk(), List.of(journal), ReadOptions.STRICT)) {
            while (reader.advance()) {
                JournalCommit commit = reader.commit();
                while (commit.nextRecord()) {
                    if (commit.kind() == RecordKind.TO_CONSOLE) {
                        bytes.write(commit.bytes(), commit.payloadOffset(), commit.payloadLength());
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void theBytesInTheJournalAreThoseThatWereReadAndTheWalHasTheirChecksums() throws Exception {
        Path journal = folder.resolve("journal");
        Path live = folder.resolve("live.wal");
        Path decoded = folder.resolve("decoded.wal");
        long seed = 64;
        Tape tape = reads(new Random(seed));

        ProxySummary summary =
                RecordedSession.play(JournalOptions.in(journal).withWriteBehind(true), live, WalFormatName.TAP, tape);

        assertThat(summary.complete()).as("%s", summary).isTrue();
        assertThat(toConsole(journal)).as("seed %d", seed).isEqualTo(tape.bytes(1, TapeKind.TO_CONSOLE));
        assertThat(Files.readAllLines(live).stream().filter(line -> line.contains(" READ {")))
                .extracting(line -> line.replaceAll(".*\\{chk=([0-9a-f]+),.*", "$1"))
                .isEqualTo(checksums);
        CommandRun run = CommandRun.of("decode", journal, "--wal", decoded);
        assertThat(run.code()).as("%s", run.errors()).isZero();
        assertThat(decoded).hasSameBinaryContentAs(live);
    }
}
