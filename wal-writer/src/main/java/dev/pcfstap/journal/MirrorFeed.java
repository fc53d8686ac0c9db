package dev.pcfstap.journal;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sends one mirror everything from where it stopped, and on as the journal grows. Confined to the connection's thread. */
final class MirrorFeed {
    private static final long POLL_NANOS = 20_000_000;
    private static final int POLLS_BETWEEN_SIGNS = 25;
    private static final int FRAMES_BETWEEN_SIGNS = 256;

    private final JournalFiles disk;
    private final Path folder;
    private final MirrorProtocol.Place from;
    private final byte[] proof;
    private final MirrorClient client;
    private final DataOutputStream out;
    private final BooleanSupplier stopped;
    private @Nullable Path file;
    private long sentOffset;

    MirrorFeed(
            JournalFiles disk,
            Path folder,
            MirrorProtocol.Place from,
            byte[] proof,
            MirrorClient client,
            BooleanSupplier stopped) {
        this.disk = disk;
        this.folder = folder;
        this.from = from;
        this.proof = proof;
        this.client = client;
        this.out = client.out();
        this.stopped = stopped;
    }

    void run() throws IOException {
        try (JournalReader reader = JournalReader.openVerbatim(disk, folder, ReadOptions.FOLLOW)) {
            String refusal = begin(reader);
            if (!refusal.isEmpty()) {
                MirrorProtocol.writeAnswer(out, MirrorProtocol.REFUSED, refusal);
                return;
            }
            MirrorProtocol.writeAnswer(out, MirrorProtocol.WELCOME, "");
            out.write(proof);
            int frames = 0;
            while (!stopped.getAsBoolean() && !reader.ended()) {
                if (!reader.advance()) {
                    if (!reader.ended()) {
                        rest(reader);
                    }
                } else {
                    send(reader.commit(), reader.statedHole());
                    if (++frames % FRAMES_BETWEEN_SIGNS == 0) {
                        sendBehind(waitingBytes());
                    }
                }
            }
            if (reader.ended() && !reader.damage().isEmpty()) {
                List<Damage> damage = reader.damage();
                out.writeByte(MirrorProtocol.DAMAGED);
                MirrorProtocol.writeText(out, damage.get(damage.size() - 1).line());
                out.flush();
            }
        }
    }

    /** Puts the reader where the mirror stopped; says why if that cannot be. */
    private String begin(JournalReader reader) throws IOException {
        if (from.segment() == MirrorProtocol.NOTHING) {
            return "";
        }
        long first = Math.max(0, from.segment());
        Path segment = reader.files().stream()
                .filter(file -> SegmentName.firstSequence(file, SegmentName.SEGMENT_SUFFIX)
                        .equals(OptionalLong.of(first)))
                .findFirst()
                .orElse(SegmentName.segment(folder, first));
        int index = reader.files().indexOf(segment);
        if (index < 0) {
            return beginBehind(reader, segment);
        }
        SegmentHeader header = SegmentFiles.header(disk, segment).orElse(null);
        if (header == null || !header.journal().equals(from.journal())) {
            return "this is another journal than the one that was copied";
        }
        if (from.offset() < SegmentLayout.LENGTH || from.offset() > disk.sizeBytes(segment)) {
            return SegmentName.fileName(segment) + " is " + disk.sizeBytes(segment) + " bytes, the copy is "
                    + from.offset();
        }
        long sequence = sequenceAt(segment, header, from.offset());
        if (sequence < 0) {
            return "no commit of " + SegmentName.fileName(segment) + " ends at " + from.offset();
        }
        reader.beginAt(index, from.offset(), header, sequence);
        file = segment;
        sentOffset = from.offset();
        return "";
    }

    /** The segment that was copied last is not there any more. The mirror sees to it that the next one continues its copy. */
    private String beginBehind(JournalReader reader, Path segment) throws IOException {
        List<Path> files = reader.files();
        for (int i = 0; i < files.size(); i++) {
            if (SegmentName.BY_SEQUENCE.compare(files.get(i), segment) > 0) {
                SegmentHeader header = SegmentFiles.header(disk, files.get(i)).orElse(null);
                if (header != null && header.journal().equals(from.journal())) {
                    reader.beginAt(i, 0, header, header.firstSequence());
                    return "";
                }
                break;
            }
        }
        return "there is no segment " + SegmentName.fileName(segment) + " (any more)";
    }

    private long sequenceAt(Path segment, SegmentHeader header, long offset) throws IOException {
        if (offset == SegmentLayout.LENGTH) {
            return header.firstSequence();
        }
        try (JournalReader scout = JournalReader.open(disk, List.of(segment), ReadOptions.TAIL)) {
            while (scout.advance()) {
                JournalCommit commit = scout.commit();
                if (commit.offset() + commit.lengthBytes() >= offset) {
                    return commit.offset() + commit.lengthBytes() == offset ? commit.endSequence() : -1;
                }
            }
        }
        return -1;
    }

    private void send(JournalCommit commit, SequenceRange statedHole) throws IOException {
        if (!commit.file().equals(file)) {
            file = commit.file();
            if (!statedHole.isEmpty()) {
                out.writeByte(MirrorProtocol.STATED_HOLE);
                out.writeLong(statedHole.from());
                out.writeLong(statedHole.to());
            }
            out.writeByte(MirrorProtocol.SEGMENT);
            out.writeLong(commit.segment().firstSequence());
            out.write(SegmentLayout.encode(commit.segment()));
        }
        out.writeByte(MirrorProtocol.COMMIT);
        out.writeInt(commit.lengthBytes());
        out.write(commit.bytes(), commit.start(), commit.lengthBytes());
        sentOffset = commit.offset() + commit.lengthBytes();
    }

    /** Everything was sent that can be: what may lie behind it, such as a torn commit, is not waiting. */
    private void rest(JournalReader reader) throws IOException {
        sendBehind(0);
        out.flush();
        for (int i = 0; i < POLLS_BETWEEN_SIGNS && !stopped.getAsBoolean(); i++) {
            LockSupport.parkNanos(POLL_NANOS);
            if (reader.mayAdvance()) {
                return;
            }
        }
    }

    /** How much lies in the folder behind what was sent. */
    private long waitingBytes() throws IOException {
        long behind = 0;
        for (Path segment : SegmentFiles.ofFolder(disk, folder)) {
            Path current = file;
            int order = current == null ? 1 : SegmentName.BY_SEQUENCE.compare(segment, current);
            if (order >= 0) {
                behind += sizeBytes(segment) - (order == 0 ? sentOffset : 0);
            }
        }
        return Math.max(1, behind);
    }

    private long sizeBytes(Path segment) throws IOException {
        try {
            return disk.sizeBytes(segment);
        } catch (NoSuchFileException deletedMeanwhile) {
            return 0;
        }
    }

    private void sendBehind(long bytes) throws IOException {
        out.writeByte(MirrorProtocol.BEHIND);
        out.writeLong(bytes);
        client.owesSign();
    }
}
