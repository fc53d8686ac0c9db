package dev.pcfstap.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Journals for tests, and what is in them as lines that can be compared. */
final class JournalFixture {
    private JournalFixture() {}

    static JournalSink sink(JournalFiles disk, JournalOptions options, long nowNanos) throws IOException {
        JournalWriter writer = JournalWriter.open(disk, options, SnapshotSource.NONE, JournalListener.NONE, nowNanos);
        return sink(disk, options, writer, nowNanos);
    }

    static JournalSink sink(JournalFiles disk, JournalOptions options, JournalWriter writer, long nowNanos)
            throws IOException {
        SessionBook sessions = SessionBook.reconcile(disk, options.folder(), writer, SessionBook.UNCOUNTED);
        return new JournalSink(writer, sessions, 0, JournalSink.SNAPSHOT_INTERVAL, nowNanos);
    }

    /** A journal of one run with batches of random traffic; returns its segments. */
    static List<Path> write(Path folder, long seed, int batches, int longestChunk, long segmentBytes)
            throws IOException {
        JournalOptions options =
                JournalOptions.in(folder).withSegmentBytes(segmentBytes).withSync(SyncPolicy.NONE);
        Traffic traffic = new Traffic(seed, longestChunk);
        JournalSink sink = sink(JournalFiles.disk(), options, traffic.now());
        for (int i = 0; i < batches; i++) {
            traffic.batch(sink, 6);
        }
        traffic.closeAll(sink);
        sink.stopped(traffic.now());
        return SegmentFiles.ofFolder(JournalFiles.disk(), folder);
    }

    /** A segment with one commit: a statement, if there is anything to state, and a mark. */
    static byte[] segment(JournalId journal, long first, List<SequenceRange> doubtful) {
        CommitBuffer commit = new CommitBuffer();
        if (!doubtful.isEmpty()) {
            byte[] payload = new DurabilityStatement(SequenceRange.NONE, doubtful).encode();
            commit.append(RecordKind.DURABILITY, 0, 1, payload, 0, payload.length);
        }
        commit.append(RecordKind.MARK, 0, 1, new byte[0], 0, 0);
        byte[] header = SegmentLayout.encode(
                new SegmentHeader(journal, first, 1, SegmentLayout.flags(false, SyncPolicy.INTERVAL)));
        ByteBuffer sealed = commit.seal(first);
        byte[] bytes = Arrays.copyOf(header, header.length + sealed.remaining());
        sealed.get(bytes, header.length, sealed.remaining());
        return bytes;
    }

    /** Everything that a reader delivers, one line a record. */
    static List<String> records(JournalReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        while (reader.advance()) {
            JournalCommit commit = reader.commit();
            while (commit.nextRecord()) {
                lines.add(line(commit));
            }
        }
        return lines;
    }

    static List<String> records(Path input, ReadOptions options) throws IOException {
        try (JournalReader reader = JournalReader.open(input, options)) {
            return records(reader);
        }
    }

    static String line(JournalCommit record) {
        int from = record.payloadOffset();
        return record.sequence() + " " + record.kind() + " s" + record.stream() + " @" + record.timeNanos() + " "
                + HexFormat.of().formatHex(record.bytes(), from, from + record.payloadLength());
    }

    static long sequence(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }
}
