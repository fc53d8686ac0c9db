package dev.pcfstap.pcap;

import dev.pcfstap.pcap.file.CaptureException;
import java.io.ByteArrayInputStream;

/** Imports captures that are in memory. */
final class Imports {
    private Imports() {}

    /** What an import saw and what it said. */
    record Result(SeenStreams seen, ImportSummary summary) {}

    static Result of(byte[] capture) throws CaptureException {
        return of(capture, ImportOptions.DEFAULT);
    }

    static Result of(byte[] capture, ImportOptions options) throws CaptureException {
        SeenStreams seen = new SeenStreams();
        PcapImport pcapImport = new PcapImport(options, seen, ImportListener.SILENT);
        pcapImport.read("capture", new ByteArrayInputStream(capture));
        return new Result(seen, pcapImport.finish());
    }
}
