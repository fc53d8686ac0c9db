package dev.pcfstap.compact;

import dev.pcfstap.tap.Direction;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;

/** Learns which data is the same as other data. */
final class Finding implements PlannedSink.Chunks {
    private final Contents contents;
    private final Map<SpanWalk, Progress> inProgress = new IdentityHashMap<>();
    private final ArrayDeque<MessageDigest> idle = new ArrayDeque<>();

    /** Data of which a part has been seen. */
    private static final class Progress {
        private final MessageDigest digest;
        private long seen;

        Progress(MessageDigest digest) {
            this.digest = digest;
        }
    }

    Finding(Contents contents) {
        this.contents = contents;
    }

    @Override
    public void take(
            SpanWalk walk, long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            SpanWalk.Sort sort = walk.sort();
            int count = walk.stretch(sort, end - at);
            if (sort == SpanWalk.Sort.DATA) {
                data(walk, bytes, at, count);
            }
            at += count;
            walk.advance(count);
        }
    }

    private void data(SpanWalk walk, byte[] bytes, int from, int count) {
        if (walk.inData() == 0) {
            walk.content = contents.number();
            MessageDigest reused = idle.poll();
            inProgress.put(walk, new Progress(reused == null ? Digests.sha256() : reused));
        }
        Progress progress = inProgress.get(walk);
        if (progress == null || progress.seen != walk.inData()) {
            // Some of it was reduced before: nobody knows what it was.
            return;
        }
        progress.digest.update(bytes, from, count);
        progress.seen += count;
        if (progress.seen == walk.dataLength()) {
            contents.is(walk.content, progress.digest.digest());
            inProgress.remove(walk);
            idle.add(progress.digest);
        }
    }
}
