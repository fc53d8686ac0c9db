package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.tap.CloseReason;
import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSessionTest {
    private static final StreamAddresses ENDS = new StreamAddresses("192.168.7.40:49152", "h\u00f6st \"x\":7500");

    @TempDir
    Path folder;

    @TempDir
    Path afterCrashes;

    private int crashes;

    private long now = Traffic.EPOCH;

    @Test
    void aCatalogueThatWasDeletedOrSpoiltInAnyByteAnswersLikeAGoodOne() throws IOException {
        JournalFixture.write(folder, 5, 200, 200, 20_000);
        List<Session> good = SessionBook.read(JournalFiles.disk(), folder).sessions();
        Path catalogue = folder.resolve("sessions.json");
        byte[] bytes = Files.readAllBytes(catalogue);
        assertThat(good).hasSizeGreaterThan(3);
        for (int i = 0; i < bytes.length; i += 1 + bytes.length / 300) {
            byte[] spoilt = bytes.clone();
            spoilt[i] ^= 1;
            Files.write(catalogue, spoilt);
            assertThat(SessionBook.read(JournalFiles.disk(), folder).sessions()).isEqualTo(good);
        }
        Files.delete(catalogue);
        assertThat(SessionBook.read(JournalFiles.disk(), folder).sessions()).isEqualTo(good);
    }

    @Test
    void sessionsThatACrashLeftActiveBecomeInterruptedAtTheirLastRecord() throws IOException {
        JournalSink crashed = sink();
        crashed.opened(1, now += 10, ENDS);
        crashed.opened(2, now += 10, ENDS);
        crashed.closed(2, now += 10, CloseReason.CLIENT);
        crashed.batchEnded(now);
        crashed.flushDue(now);
        crashed.received(1, Direction.CONSOLE_TO_HOST, now += 10, new byte[9], 0, 9);
        long lastNanos = now;
        crashed.opened(3, now += 10, ENDS);
        crashed.batchEnded(now);
        crash();
        Files.write(folder.resolve("00000000000000000999.idx"), new byte[10]);
        Files.write(folder.resolve("sessions.json.tmp"), new byte[10]);
        Files.write(folder.resolve("00000000000000000000.idx.tmp"), new byte[10]);
        Files.write(folder.resolve("notes of somebody.tmp"), new byte[10]);

        sink().stopped(now += 1000);

        List<Session> sessions = SessionBook.read(JournalFiles.disk(), folder).sessions();
        assertThat(sessions).extracting(Session::stream).containsExactly(1L, 2L, 3L);
        assertThat(sessions)
                .extracting(Session::state)
                .containsExactly(SessionState.INTERRUPTED, SessionState.CLOSED, SessionState.INTERRUPTED);
        assertThat(sessions.get(0).endNanos()).isEqualTo(lastNanos);
        assertThat(sessions.get(0).toHostBytes()).isEqualTo(9);
        assertThat(sessions.get(0).addresses()).isEqualTo(ENDS);
        assertThat(Files.exists(folder.resolve("00000000000000000999.idx"))).isFalse();
        assertThat(Files.exists(folder.resolve("sessions.json.tmp"))).isFalse();
        assertThat(Files.exists(folder.resolve("00000000000000000000.idx.tmp"))).isFalse();
        assertThat(Files.exists(folder.resolve("notes of somebody.tmp"))).isTrue();
        assertThat(Files.readString(folder.resolve("sessions.json")))
                .contains("\"state\":\"interrupted\"", "\"start\":\"2026-");
    }

    @Test
    void streamsOfAJournalThatIsContinuedHaveNewNumbersAndTheOldOnesEnd() throws IOException {
        JournalSink crashed = sink();
        crashed.opened(1, now += 10, ENDS);
        crashed.batchEnded(now);
        crash();
        JournalWriter writer = JournalWriter.open(
                JournalFiles.disk(), JournalOptions.in(folder), SnapshotSource.NONE, JournalListener.NONE, now);
        assertThat(writer.highestStream()).isEqualTo(1);
        SessionBook book = SessionBook.reconcile(JournalFiles.disk(), folder, writer, stream -> 40 + stream);
        JournalSink second = new JournalSink(writer, book, writer.highestStream(), JournalSink.SNAPSHOT_INTERVAL, now);
        second.opened(1, now += 10, ENDS);
        second.closed(1, now += 10, CloseReason.SERVER);
        second.batchEnded(now);
        second.stopped(now);

        RecordingSink replayed = new RecordingSink();
        try (JournalReader reader = JournalReader.open(folder, ReadOptions.STRICT)) {
            new JournalSource(reader, replayed, SnapshotConsumer.NONE).play();
        }
        assertThat(replayed.lines)
                .extracting(line -> line.replaceAll("@\\d+ ", ""))
                .containsExactly(
                        "s1 open " + ENDS.client() + " " + ENDS.server(),
                        "s1 close end-of-capture",
                        "s2 open " + ENDS.client() + " " + ENDS.server(),
                        "s2 close server");
        assertThat(SessionBook.read(JournalFiles.disk(), folder).sessions())
                .extracting(Session::operations)
                .containsExactly(41L, 42L);
    }

    @Test
    void entriesWhoseSegmentsArePrunedAreDropped() throws IOException {
        List<Path> segments = JournalFixture.write(folder, 6, 300, 200, 5_000);
        int before = SessionBook.read(JournalFiles.disk(), folder).sessions().size();
        for (Path segment : segments.subList(0, segments.size() - 1)) {
            Files.delete(segment);
            Files.delete(SegmentName.indexOf(segment));
        }
        List<Session> left = SessionBook.read(JournalFiles.disk(), folder).sessions();
        long oldest = SegmentName.firstSequence(segments.get(segments.size() - 1), ".pcj")
                .orElseThrow();
        assertThat(left).hasSizeLessThan(before).allMatch(session -> session.lastSequence() >= oldest);
    }

    private JournalSink sink() throws IOException {
        return JournalFixture.sink(
                JournalFiles.disk(), JournalOptions.in(folder).withSync(SyncPolicy.NONE), now);
    }

    /** The lock of a process that died is gone; the files are as it left them. */
    private void crash() throws IOException {
        Path left = afterCrashes.resolve(Integer.toString(++crashes));
        Files.createDirectories(left);
        for (Path file : JournalFiles.disk().list(folder)) {
            Files.copy(file, left.resolve(file.getFileName()));
        }
        folder = left;
    }
}
