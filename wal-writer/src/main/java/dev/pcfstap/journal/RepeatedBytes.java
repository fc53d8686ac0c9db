package dev.pcfstap.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a repeated record stands for. Confined to the reader's thread. */
final class RepeatedBytes {
    private final EarlierRecords earlier;
    private String problem = "";

    RepeatedBytes(EarlierRecords earlier) {
        this.earlier = earlier;
    }

    /** The bytes, in an array of their own; null when not all of them can be had. */
    byte @Nullable [] resolve(JournalCommit record) throws IOException {
        byte[] payload = record.bytes();
        int offset = record.payloadOffset();
        if (!RepeatedLayout.isUsable(payload, offset, record.payloadLength())) {
            return refuse("is not readable");
        }
        byte[] bytes = new byte[(int) RepeatedLayout.lengthBytes(payload, offset)];
        int filled = 0;
        for (int piece = 0; piece < RepeatedLayout.pieces(payload, offset); piece++) {
            long sequence = RepeatedLayout.sequenceOf(payload, offset, piece);
            if (sequence >= record.sequence()) {
                return refuse("refers to record " + sequence + ", which is not before it");
            }
            JournalCommit source = earlier.find(sequence);
            if (source == null) {
                return refuse("refers to record " + sequence + ", which cannot be read");
            }
            long from = RepeatedLayout.offsetOf(payload, offset, piece);
            int length = (int) RepeatedLayout.lengthOf(payload, offset, piece);
            if (!isTraffic(source) || from + length > source.payloadLength()) {
                return refuse("refers to bytes that record " + sequence + " does not have");
            }
            System.arraycopy(source.bytes(), source.payloadOffset() + (int) from, bytes, filled, length);
            filled += length;
        }
        return bytes;
    }

    /** Why the last record could not be resolved. */
    String problem() {
        return problem;
    }

    private static boolean isTraffic(JournalCommit source) {
        return source.kind() == RecordKind.TO_HOST || source.kind() == RecordKind.TO_CONSOLE;
    }

    private byte @Nullable [] refuse(String why) {
        problem = why;
        return null;
    }
}
