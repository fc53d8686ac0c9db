package dev.pcfstap.wal;

import dev.pcfstap.pcap.ImportListener;
import dev.pcfstap.pcap.ImportOptions;
import dev.pcfstap.pcap.PcapImport;
import dev.pcfstap.pcap.file.CaptureFile;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A packet capture beside this class as the decoder and a format show it. */
record DecodedCapture(List<PcfsEvent> events, String text) {

    static DecodedCapture of(String name, int port, WalFormat format) throws Exception {
        List<PcfsEvent> events = new ArrayList<>();
        MemoryOutput output = new MemoryOutput();
        WalPipeline pipeline = new WalPipeline(DecoderLimits.DEFAULT, format, output, events::add);
        PcapImport capture =
                new PcapImport(ImportOptions.DEFAULT.withServerPort(port), pipeline, ImportListener.SILENT);
        Path path = Path.of(
                Objects.requireNonNull(DecodedCapture.class.getResource(name)).toURI());
        try (CaptureFile file = CaptureFile.open(path)) {
            capture.read(file);
        }
        capture.finish();
        pipeline.stopped(0);
        return new DecodedCapture(events, output.text());
    }

    List<PcfsEvent.Response> responses() {
        return events.stream()
                .filter(PcfsEvent.Response.class::isInstance)
                .map(PcfsEvent.Response.class::cast)
                .toList();
    }
}
