package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pcfstap.tap.Direction;
import dev.pcfstap.tap.StreamAddresses;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals of large commits, which go round the page cache where the file system lets them. */
class JournalDirectWriteTest {
    private static final int BATCHES = 40;
    private static final int BLOCK_BYTES = LoggedBlockFile.BLOCK_BYTES;

    @TempDir
    Path folder;

    @Test
    void aJournalOfLargeCommitsIsReadWhileItGrowsAndAfterwards() throws IOException {
        for (SyncPolicy sync : SyncPolicy.values()) {
            writeAndRead(sync, false);
            writeAndRead(sync, true);
        }
    }

    private void writeAndRead(SyncPolicy sync, boolean behind) throws IOException {
        List<WatchedFile> files = new ArrayList<>();
        JournalOptions options = JournalOptions.in(folder.resolve(sync.name() + behind))
                .withSegmentBytes(12 << 20)
                .withSync(sync)
                .withWriteBehind(behind);
        RecordingSink live = new DigestingSink();
        RecordingSink followed = new DigestingSink();
        write(rememberingFiles(files), options, live, followed);

        RecordingSink replayed = new DigestingSink();
        try (JournalReader reader = JournalReader.open(options.folder(), ReadOptions.STRICT)) {
            new JournalSource(reader, replayed, SnapshotConsumer.NONE).play();
            assertThat(reader.damage()).isEmpty();
        }
        assertThat(followed.lines).isNotEmpty().isEqualTo(live.lines);
        assertThat(replayed.lines).startsWith(live.lines.toArray(String[]::new));
        List<Path> segments = SegmentFiles.ofFolder(JournalFiles.disk(), options.folder());
        assertThat(segments).hasSizeGreaterThan(3);
        long direct = files.stream().mapToLong(file -> file.disk.directBytes()).sum();
        assertThat(files).extracting(file -> file.largeWrites).anyMatch(count -> count > 1);
        assertThat(files).extracting(file -> file.outOfPhase).containsOnly(0);
        assertThat(direct > 0).isEqualTo(BlockFixture.hasDirectWrites(folder));
        assertThat(files.stream().mapToInt(file -> file.wholeBlocks).sum() > files.size())
                .isEqualTo(BlockFixture.hasDirectWrites(folder));
    }

    private static void write(JournalFiles disk, JournalOptions options, RecordingSink live, RecordingSink followed)
            throws IOException {
        Random random = new Random(4);
        long now = Traffic.EPOCH;
        JournalSink sink = JournalFixture.sink(disk, options, now);
        StreamAddresses addresses = new StreamAddresses("a:1", "b:2");
        sink.opened(1, now, addresses);
        live.opened(1, now, addresses);
        try (JournalReader reader = JournalReader.open(options.folder(), ReadOptions.FOLLOW)) {
            JournalSource source = new JournalSource(reader, followed, SnapshotConsumer.NONE);
            for (int i = 0; i < BATCHES; i++) {
                now += 1_000_000;
                byte[] bytes = new byte[random.nextInt(5) == 0 ? 300 : random.nextInt(4 << 20)];
                random.nextBytes(bytes);
                sink.received(1, Direction.HOST_TO_CONSOLE, now, bytes, 0, bytes.length);
                live.received(1, Direction.HOST_TO_CONSOLE, now, bytes, 0, bytes.length);
                sink.batchEnded(now);
                live.batchEnded(now);
                if (i % 8 == 7) {
                    sink.flushDue(now);
                }
                while (source.step()) {
                    assertThat(reader.ended()).isFalse();
                }
            }
            sink.flushDue(now);
            while (source.step()) {
                assertThat(reader.ended()).isFalse();
            }
            assertThat(reader.damage()).isEmpty();
        }
        sink.stopped(now);
    }

    /** Writes down what was received by its checksum. */
    private static final class DigestingSink extends RecordingSink {
        @Override
        public boolean received(
                long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
            CRC32C checksum = new CRC32C();
            checksum.update(bytes, offset, length);
            lines.add("s" + stream + " @" + timeNanos + " " + direction + " " + length + " bytes, "
                    + Long.toHexString(checksum.getValue()));
            return true;
        }
    }

    /** The disk's files, and those that were created. */
    private static JournalFiles rememberingFiles(List<WatchedFile> created) {
        return (JournalFiles) Proxy.newProxyInstance(
                JournalFiles.class.getClassLoader(),
                new Class<?>[] {JournalFiles.class},
                (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(JournalFiles.disk(), arguments);
                        if (!(answer instanceof DiskAppendFile file)) {
                            return answer;
                        }
                        WatchedFile watched = new WatchedFile(file);
                        created.add(watched);
                        return watched;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    /** Counts the large writes, and those that lie otherwise in memory than in the file. */
    private static final class WatchedFile implements AppendFile {
        private final DiskAppendFile disk;
        private long position;
        private int largeWrites;
        private int outOfPhase;
        private int wholeBlocks;

        WatchedFile(DiskAppendFile disk) {
            this.disk = disk;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (bytes.remaining() > BLOCK_BYTES && bytes.isDirect()) {
                largeWrites++;
                wholeBlocks += position % BLOCK_BYTES == 0 && bytes.remaining() % BLOCK_BYTES == 0 ? 1 : 0;
                outOfPhase += bytes.alignmentOffset(bytes.position(), BLOCK_BYTES) == position % BLOCK_BYTES ? 0 : 1;
            }
            int count = disk.write(bytes);
            position += count;
            return count;
        }

        @Override
        public int blockBytes(long length) {
            return disk.blockBytes(length);
        }

        @Override
        public void force() throws IOException {
            disk.force();
        }

        @Override
        public long sizeBytes() throws IOException {
            return disk.sizeBytes();
        }

        @Override
        public boolean isAt(Path name) {
            return disk.isAt(name);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            disk.truncate(sizeBytes);
            position = sizeBytes;
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }
}
