package dev.pcfstap.compact;

import dev.pcfstap.tap.Direction;
import java.security.MessageDigest;

/** Learns which data is the same as other data. */
final class RepeatedDataFinder implements PlannedSink.Chunks {
    private final Contents contents;

    RepeatedDataFinder(Contents contents) {
        this.contents = contents;
    }

    @Override
    public void take(
            SpanWalk walk, long stream, Direction direction, long timeNanos, byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; ) {
            SpanWalk.Part part = walk.part();
            int count = walk.lengthOf(part, end - at);
            if (part == SpanWalk.Part.DATA) {
                data(walk, bytes, at, count);
            }
            at += count;
            walk.advance(count);
        }
    }

    private void data(SpanWalk walk, byte[] bytes, int from, int count) {
        MessageDigest digest = walk.digest;
        if (digest == null) {
            digest = Digests.sha256();
            walk.digest = digest;
        }
        if (walk.inData() == 0) {
            walk.content = contents.number();
            walk.digestedBytes = 0;
            digest.reset();
        }
        if (walk.digestedBytes != walk.inData()) {
            // Some of it was reduced before: nobody knows what it was.
            return;
        }
        digest.update(bytes, from, count);
        walk.digestedBytes += count;
        if (walk.digestedBytes == walk.dataLength()) {
            contents.is(walk.content, digest.digest());
        }
    }
}
