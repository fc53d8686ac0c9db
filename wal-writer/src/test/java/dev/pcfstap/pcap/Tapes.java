package dev.pcfstap.pcap;

import dev.pcfstap.fixtures.tape.Tape;

/** Parts of tapes. */
final class Tapes {
    private Tapes() {}

    /** One stream, in as few chunks as its directions allow. */
    static Tape stream(Tape tape, long stream) {
        return new Tape(tape.records().stream()
                        .filter(record -> record.stream() == stream)
                        .toList())
                .joined();
    }
}
