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
        if (!isUsable(record)) {
            return null;
        }
        byte[] bytes = new byte[(int) RepeatedLayout.lengthBytes(payload, offset)];
        int filled = 0;
        for (int piece = 0; piece < RepeatedLayout.pieces(payload, offset); piece++) {
            JournalCommit source = source(record, piece);
            if (source == null) {
                return null;
            }
            int from = source.payloadOffset() + (int) RepeatedLayout.offsetOf(payload, offset, piece);
            int length = (int) RepeatedLayout.lengthOf(payload, offset, piece);
            System.arraycopy(source.bytes(), from, bytes, filled, length);
            filled += length;
        }
        return bytes;
    }

    /** Whether all of the bytes can be had. */
    boolean canResolve(JournalCommit record) throws IOException {
        if (!isUsable(record)) {
            return false;
        }
        for (int piece = 0; piece < RepeatedLayout.pieces(record.bytes(), record.payloadOffset()); piece++) {
            if (source(record, piece) == null) {
                return false;
            }
        }
        return true;
    }

    private boolean isUsable(JournalCommit record) {
        boolean usable = RepeatedLayout.isUsable(record.bytes(), record.payloadOffset(), record.payloadLength());
        if (!usable) {
            problem = "is not readable";
        }
        return usable;
    }

    /** The commit with its cursor on the record that has the piece; null when there is none. */
    private @Nullable JournalCommit source(JournalCommit record, int piece) throws IOException {
        byte[] payload = record.bytes();
        int offset = record.payloadOffset();
        long sequence = RepeatedLayout.sequenceOf(payload, offset, piece);
        if (sequence >= record.sequence()) {
            return refuse("refers to record " + sequence + ", which is not before it");
        }
        JournalCommit source = earlier.find(sequence);
        if (source == null) {
            return refuse("refers to record " + sequence
                    + (earlier.exhausted()
                            ? ", and too much was read for such references already"
                            : ", which cannot be read"));
        }
        long end = RepeatedLayout.offsetOf(payload, offset, piece) + RepeatedLayout.lengthOf(payload, offset, piece);
        if (!isTraffic(source) || end > source.payloadLength()) {
            return refuse("refers to bytes that record " + sequence + " does not have");
        }
        earlier.gave(RepeatedLayout.lengthOf(payload, offset, piece));
        return source;
    }

    /** Why the last record could not be resolved. */
    String problem() {
        return problem;
    }

    private static boolean isTraffic(JournalCommit source) {
        return source.kind() == RecordKind.TO_HOST || source.kind() == RecordKind.TO_CONSOLE;
    }

    private @Nullable JournalCommit refuse(String why) {
        problem = why;
        return null;
    }
}
