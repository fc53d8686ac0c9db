package dev.pcfstap.pcfs;

import org.jspecify.annotations.Nullable;

/**
 * What was in progress in one direction when its bytes ended.
 *
 * @param bytes how many bytes of it came
 * @param missingBytes how many were still to come, 0 when that is not known
 * @param raw the bytes, or null when they were file data, which is not kept
 */
record Unfinished(long bytes, long missingBytes, @Nullable RawBytes raw) {

    static Unfinished ofPacket(byte[] bytes) {
        long missing = bytes.length < HeaderLayout.LENGTH
                ? 0
                : HeaderLayout.LENGTH + HeaderLayout.dataLength(bytes, 0) - bytes.length;
        return new Unfinished(bytes.length, missing, RawCapture.whole(bytes, 0, bytes.length));
    }
}
