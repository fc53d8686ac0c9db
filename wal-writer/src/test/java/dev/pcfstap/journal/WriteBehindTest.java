package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteBehindTest {
    private static final Path FOLDER = Path.of("journal");
    private static final SegmentHeader HEADER = new SegmentHeader(JournalId.random(), 7, 1, 0);

    private final CountDownLatch mayWrite = new CountDownLatch(1);

    @Test
    void aCommitIsWrittenBesideAndItsBufferIsNotTheNextOne() throws Exception {
        MemoryFiles disk = new SlowFiles();
        OpenSegment segment = OpenSegment.begin(disk, FOLDER, HEADER);
        WriteBehind behind = WriteBehind.from(1000);
        CommitBuffer commit = commit(1000);
        long end = segment.lengthBytes() + commit.lengthBytes();

        behind.begin(segment, commit);
        assertThat(behind.isUnderWay()).isTrue();
        assertThat(behind.hasEnded()).isFalse();
        assertThat(behind.count()).isEqualTo(1);
        assertThat(behind.endOffset()).isEqualTo(end);
        CommitBuffer next = behind.next(commit);
        assertThat(next).isNotSameAs(commit);
        assertThat(behind.next(next)).isSameAs(next);

        mayWrite.countDown();
        await().until(behind::hasEnded);
        assertThat(behind.isUnderWay()).isTrue();
        assertThat(behind.await()).isNull();
        assertThat(behind.takeBack()).isSameAs(commit);
        assertThat(behind.isUnderWay()).isFalse();
        assertThat(behind.hasEnded()).isFalse();
        assertThat(behind.count()).isZero();
        assertThat(segment.lengthBytes()).isEqualTo(end);
        assertThat(segment.endSequence()).isEqualTo(8);

        fill(next, 2000);
        behind.begin(segment, next);
        assertThat(behind.next(next)).isSameAs(commit);
        assertThat(behind.await()).isNull();
        assertThat(behind.takeBack()).isSameAs(next);
        behind.close();
    }

    @Test
    void onlyLongCommitsAreTakenThatLeaveRoomToRepeatThem() {
        WriteBehind behind = WriteBehind.by(Runnable::run, 1000);
        assertThat(behind.takes(commit(1000 - CommitLayout.OVERHEAD - RecordLayout.HEADER_LENGTH - 1)))
                .isFalse();
        assertThat(behind.takes(commit(1000 - CommitLayout.OVERHEAD - RecordLayout.HEADER_LENGTH)))
                .isTrue();
        assertThat(behind.takes(commit(5 << 20))).isTrue();
        assertThat(behind.takes(commit(6 << 20))).isFalse();
        assertThat(WriteBehind.never().takes(commit(5 << 20))).isFalse();
    }

    @Test
    void whatFailsSaysWhy() throws IOException {
        FaultyFiles disk = new FaultyFiles(MemoryFiles.Fault.ERROR, 1, 1);
        OpenSegment segment = OpenSegment.begin(disk, FOLDER, HEADER);
        disk.arm();
        WriteBehind behind = WriteBehind.by(Runnable::run, 0);
        behind.begin(segment, commit(100));

        assertThat(behind.hasEnded()).isTrue();
        assertThat(behind.await()).isInstanceOf(IOException.class).hasMessageContaining("injected");
    }

    @Test
    void aBugOrAnErrorIsAFailureToo() throws IOException {
        MemoryFiles disk = new BrokenFiles(
                () -> {
                    throw new IllegalStateException("a bug");
                },
                () -> {
                    throw new OutOfMemoryError("none left");
                });
        OpenSegment segment = OpenSegment.begin(disk, FOLDER, HEADER);
        WriteBehind behind = WriteBehind.from(0);
        for (String reason : new String[] {"a bug", "none left"}) {
            behind.begin(segment, commit(100));
            assertThat(behind.await())
                    .hasMessageContaining("did not come to its end")
                    .hasMessageContaining(reason);
            behind.takeBack();
        }
        behind.close();
    }

    @Test
    void whatNobodyElseWillWriteTheWriterWrites() throws IOException {
        OpenSegment segment = OpenSegment.begin(new MemoryFiles(), FOLDER, HEADER);
        WriteBehind behind = WriteBehind.from(0);
        behind.close();
        behind.begin(segment, commit(100));

        assertThat(behind.hasEnded()).isTrue();
        assertThat(behind.await()).isNull();
        assertThat(segment.endSequence()).isEqualTo(8);
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws IOException {
        OpenSegment segment = OpenSegment.begin(new SlowFiles(), FOLDER, HEADER);
        WriteBehind behind = WriteBehind.from(0);
        behind.begin(segment, commit(100));
        Thread.currentThread().interrupt();
        new Thread(mayWrite::countDown).start();

        assertThat(behind.await()).isNull();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(segment.endSequence()).isEqualTo(8);
        behind.close();
    }

    private static CommitBuffer commit(int length) {
        CommitBuffer commit = new CommitBuffer();
        fill(commit, length);
        return commit;
    }

    private static void fill(CommitBuffer commit, int length) {
        commit.clear();
        commit.append(RecordKind.MARK, 0, 1, new byte[length], 0, length);
    }

    /** Every write but that of the header waits until it may. */
    private final class SlowFiles extends MemoryFiles {
        private boolean begun;

        @Override
        Fault fault(String call, Path file) {
            boolean waits = begun;
            begun |= call.equals("write");
            while (waits && mayWrite.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return Fault.NONE;
        }
    }

    /** Every write but that of the header throws what is next. */
    private static final class BrokenFiles extends MemoryFiles {
        private final Deque<Runnable> bugs = new ArrayDeque<>();

        BrokenFiles(Runnable... bugs) {
            this.bugs.add(() -> {});
            this.bugs.addAll(List.of(bugs));
        }

        @Override
        Fault fault(String call, Path file) {
            if (call.equals("write")) {
                bugs.removeFirst().run();
            }
            return Fault.NONE;
        }
    }
}
