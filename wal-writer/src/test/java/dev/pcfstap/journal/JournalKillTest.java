package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes a journal is killed at random moments, each time on what the one before it left. 24 kills; {@code
 * -Djournal.kills=200} for more.
 */
class JournalKillTest {
    private static final int KILLS = Integer.getInteger("journal.kills", 24);

    @TempDir
    Path folder;

    private long runs;

    @Test
    void afterEveryKillTheJournalIsAPrefixAndNothingCommittedIsMissing() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        System.out.println("kill moments from seed " + seed);
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            SyncPolicy sync = kill % 3 == 0 ? SyncPolicy.ALWAYS : SyncPolicy.INTERVAL;
            List<Path> before = new ArrayList<>(Files.exists(journal()) ? segments() : List.of());
            // Only without a sync of each commit is anything written beside the writer.
            boolean behind = kill % 3 == 1;
            Told told = runAndKill(sync, behind, random.nextInt(150_000_000));
            check(told);
            // Only a segment that was killed before its first commit is ever replaced by one of the same name.
            Path begun = SegmentName.segment(journal(), told.from());
            before.remove(begun);
            assertThat(segments()).contains(begun).containsAll(before);
            if (kill % 8 == 7) {
                deleteAll();
            }
        }
    }

    /** What the victim said last: its stream, its first sequence, chunks committed, sequence durable. */
    private record Told(long stream, long from, int chunks, long durable) {}

    private Told runAndKill(SyncPolicy sync, boolean behind, long delayNanos) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KillVictim.class.getName(),
                journal().toString(),
                sync.name());
        if (behind) {
            builder.command().add("behind");
        }
        builder.redirectError(folder.resolve("stderr" + runs++).toFile());
        Process victim = builder.start();
        try (BufferedReader out = victim.inputReader(StandardCharsets.US_ASCII)) {
            String first = out.readLine();
            assertThat(first).describedAs("the victim says that it began").isNotNull();
            Thread killer = new Thread(() -> {
                LockSupport.parkNanos(delayNanos);
                victim.toHandle().destroyForcibly();
            });
            killer.start();
            int chunks = 0;
            long durable = 0;
            String line;
            while ((line = out.readLine()) != null) {
                String[] words = line.split(" ", -1);
                if (words.length == 4 && !words[3].isEmpty() && Files.exists(journal())) {
                    chunks = Integer.parseInt(words[1]);
                    durable = Math.max(durable, lineWasWhole(words[3], durable));
                }
            }
            killer.join();
            victim.waitFor();
            String[] words = first.split(" ", -1);
            return new Told(Long.parseLong(words[1]), Long.parseLong(words[3]), chunks, durable);
        } finally {
            victim.toHandle().destroyForcibly();
        }
    }

    /** The kill may cut the last line; a cut number is smaller than the one before it, or the same claim cut short. */
    private static long lineWasWhole(String number, long before) {
        long value = Long.parseLong(number);
        return value >= before ? value : before;
    }

    private void check(Told told) throws IOException {
        int chunks = 0;
        long end = told.from();
        try (JournalReader reader = JournalReader.open(journal(), ReadOptions.TAIL)) {
            while (reader.advance()) {
                JournalCommit commit = reader.commit();
                while (commit.nextRecord()) {
                    end = commit.sequence() + 1;
                    if (commit.stream() == told.stream() && commit.kind() == RecordKind.TO_HOST) {
                        byte[] expected = KillVictim.chunk(chunks++);
                        int at = commit.payloadOffset();
                        assertThat(Arrays.equals(
                                        expected, 0, expected.length, commit.bytes(), at, at + commit.payloadLength()))
                                .describedAs("chunk %d of stream %d", chunks - 1, told.stream())
                                .isTrue();
                    }
                }
            }
            List<Damage> damage = reader.damage();
            assertThat(damage).allMatch(found -> found.kind() == Damage.Kind.TORN);
            assertThat(damage.stream().filter(found -> !found.harmless()))
                    .describedAs("only the newest tail may be torn for good")
                    .hasSizeLessThanOrEqualTo(1);
        }
        assertThat(chunks).describedAs("chunks there, of those committed").isGreaterThanOrEqualTo(told.chunks());
        assertThat(end).describedAs("end of the journal, durable before").isGreaterThanOrEqualTo(told.durable());
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    private List<Path> segments() throws IOException {
        return SegmentFiles.ofFolder(JournalFiles.disk(), journal());
    }

    private void deleteAll() throws IOException {
        for (Path file : JournalFiles.disk().list(journal())) {
            Files.delete(file);
        }
    }
}
