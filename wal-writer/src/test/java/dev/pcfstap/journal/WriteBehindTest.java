package dev.pcfstap.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    void aCommitIsWrittenBesideWhileTheNextIsGathered() throws Exception {
        OpenSegment segment = OpenSegment.begin(new SlowFiles(), FOLDER, HEADER);
        WriteBehind behind = WriteBehind.from(1000);
        CommitBuffer commit = gather(behind, 1000);
        long end = segment.lengthBytes() + commit.lengthBytes();

        behind.begin(segment);
        assertThat(behind.isUnderWay()).isTrue();
        assertThat(behind.hasEnded()).isFalse();
        assertThat(behind.count()).isEqualTo(1);
        assertThat(behind.endOffset()).isEqualTo(end);
        assertThat(behind.gathering()).isNotSameAs(commit);
        CommitBuffer next = gather(behind, 2000);

        mayWrite.countDown();
        await().until(behind::hasEnded);
        assertThat(behind.isUnderWay()).isTrue();
        assertThat(behind.await()).isNull();
        behind.written();
        assertThat(behind.isUnderWay()).isFalse();
        assertThat(behind.hasEnded()).isFalse();
        assertThat(behind.count()).isZero();
        assertThat(segment.lengthBytes()).isEqualTo(end);
        assertThat(segment.endSequence()).isEqualTo(8);

        behind.begin(segment);
        assertThat(behind.gathering()).isSameAs(commit);
        assertThat(commit.isEmpty()).isTrue();
        assertThat(behind.await()).isNull();
        behind.written();
        assertThat(segment.lengthBytes()).isEqualTo(end + next.lengthBytes());
        behind.close();
    }

    @Test
    void onlyLongCommitsAreTakenThatLeaveRoomToRepeatThem() {
        int headers = CommitLayout.OVERHEAD + RecordLayout.HEADER_LENGTH;
        WriteBehind behind = WriteBehind.by(Runnable::run, 1000);
        gather(behind, 1000 - headers - 1);
        assertThat(behind.takes()).isFalse();
        gather(behind, 1000 - headers);
        assertThat(behind.takes()).isTrue();
        gather(behind, (6 << 20) - headers);
        assertThat(behind.takes()).isTrue();
        gather(behind, (6 << 20) - headers + 1);
        assertThat(behind.takes()).isFalse();
        WriteBehind never = WriteBehind.never();
        gather(never, 5 << 20);
        assertThat(never.takes()).isFalse();
    }

    @Test
    void whatWasNotWrittenIsGatheredAgainBeforeWhatCameSince() throws IOException {
        FaultyFiles disk = new FaultyFiles(MemoryFiles.Fault.ERROR, 1, 1);
        OpenSegment segment = OpenSegment.begin(disk, FOLDER, HEADER);
        disk.arm();
        WriteBehind behind = WriteBehind.by(Runnable::run, 0);
        gather(behind, 100);
        behind.begin(segment);
        gather(behind, 200);

        assertThat(behind.await()).hasMessageContaining("injected");
        assertThat(behind.await()).hasMessageContaining("injected");
        behind.takeBack();
        assertThat(behind.isUnderWay()).isFalse();
        List<Integer> lengths = new ArrayList<>();
        behind.gathering().forEach((kind, stream, timeNanos, payload) -> lengths.add(payload.remaining()));
        assertThat(lengths).containsExactly(100, 200);

        assertThat(segment.cutBack()).isTrue();
        behind.begin(segment);
        assertThat(behind.await()).isNull();
        behind.written();
        assertThat(segment.endSequence()).isEqualTo(9);
        assertThat(behind.gathering().isEmpty()).isTrue();
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
            gather(behind, 100);
            behind.begin(segment);
            assertThat(behind.await())
                    .isInstanceOf(IOException.class)
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
        gather(behind, 100);
        behind.begin(segment);

        assertThat(behind.hasEnded()).isTrue();
        assertThat(behind.await()).isNull();
        assertThat(segment.endSequence()).isEqualTo(8);
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws IOException {
        OpenSegment segment = OpenSegment.begin(new SlowFiles(), FOLDER, HEADER);
        WriteBehind behind = WriteBehind.from(0);
        gather(behind, 100);
        behind.begin(segment);
        Thread.currentThread().interrupt();
        new Thread(mayWrite::countDown).start();

        assertThat(behind.await()).isNull();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(segment.endSequence()).isEqualTo(8);
        behind.close();
    }

    private static CommitBuffer gather(WriteBehind behind, int length) {
        CommitBuffer commit = behind.gathering();
        commit.clear();
        commit.append(RecordKind.MARK, 0, 1, new byte[length], 0, length);
        return commit;
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
