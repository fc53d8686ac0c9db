package dev.pcfstap.pcap;

import dev.pcfstap.pcap.file.CaptureException;
import dev.pcfstap.pcap.file.CaptureFile;
import dev.pcfstap.pcap.file.MergeInput;
import dev.pcfstap.pcap.file.MergedCaptures;
import dev.pcfstap.pcap.file.PacketConsumer;
import dev.pcfstap.pcap.file.Slab;
import dev.pcfstap.pcap.packet.PacketCounts;
import dev.pcfstap.pcap.packet.PacketDissector;
import dev.pcfstap.pcap.remark.Remark;
import dev.pcfstap.pcap.remark.Remarks;
import dev.pcfstap.pcap.tcp.PortCandidate;
import dev.pcfstap.pcap.tcp.Reassembler;
import dev.pcfstap.pcap.tcp.StreamCounts;
import dev.pcfstap.tap.TapSink;
import it.unimi.dsi.fastutil.objects.Object2LongMap;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads captures into a sink. Several files are read as one capture, so that connections go on from one into the next;
 * {@link #finish} ends them. The sink is not stopped. Confined to the calling thread.
 */
public final class PcapImport {
    private static final int DAMAGES_SHOWN = 20;

    private final ImportOptions options;
    private final TapSink sink;
    private final ImportListener listener;
    private final Reassembler reassembler;
    private final PacketDissector dissector;
    private final Remarks remarks = new Remarks();
    private final List<String> notices = new ArrayList<>();
    private long damages;

    /** An import that has read nothing yet. */
    public PcapImport(ImportOptions options, TapSink sink, ImportListener listener) {
        this.options = options;
        this.sink = sink;
        this.listener = listener;
        this.reassembler = new Reassembler(options.serverPort(), options.streams(), remarks, sink);
        this.dissector = new PacketDissector(options.fragments(), reassembler::segment);
    }

    /** Reads one file. */
    public void read(Path file) throws CaptureException {
        try (CaptureFile capture = CaptureFile.open(file)) {
            read(capture);
        }
    }

    /** Reads a capture from a stream, which it closes. */
    public void read(String name, InputStream in) throws CaptureException {
        try (CaptureFile capture = CaptureFile.of(name, in)) {
            read(capture);
        }
    }

    /** Ends the streams that are open and says what was read. */
    public ImportSummary finish() {
        dissector.finish();
        reassembler.finish();
        sink.batchEnded(reassembler.nowNanos());
        addNotices();
        List<PortCandidate> candidates = reassembler.candidates();
        boolean found = reassembler.counts().streams() > 0 && reassembler.found();
        return new ImportSummary(
                dissector.counts(), reassembler.counts(), damages, found, List.copyOf(notices), candidates);
    }

    /**
     * Reads files as one capture, in the order of their packets' times; several of them may overlap.
     *
     * @param failed is told of files that cannot be read, or not further
     */
    public void readMerged(List<MergeInput> files, Consumer<CaptureException> failed) {
        MergedCaptures merged = new MergedCaptures(files, new Intake(), listener::progressed, failed);
        merged.read();
    }

    /** Reads a capture that was opened before; closing it is left to its owner. */
    public void read(CaptureFile capture) throws CaptureException {
        long total = capture.totalBytes();
        capture.read(new Intake(), read -> listener.progressed(read, total));
    }

    /** Remarks on a packet that belongs to no stream. */
    private void tellOfTheTap(long timeNanos) {
        for (Remark remark : remarks.all()) {
            if (remark instanceof Remark.Said said) {
                sink.noted(0, timeNanos, said.words());
            }
        }
        remarks.clear();
    }

    private void addNotices() {
        if (damages > DAMAGES_SHOWN) {
            notices.add((damages - DAMAGES_SHOWN) + " more damaged places are not shown");
        }
        addOverlooked(dissector.counts());
        if (reassembler.counts().holes() > 0) {
            notices.add(String.format(
                    Locale.ROOT,
                    "%d bytes are missing, in %d places; the notes of their streams say where",
                    reassembler.counts().holeBytes(),
                    reassembler.counts().holes()));
        }
        if (reassembler.counts().leftOutBytes() > 0) {
            notices.add(reassembler.counts().leftOutBytes()
                    + " bytes are left out: they came behind the end of their stream");
        }
        if (reassembler.counts().misplacedBytes() > 0) {
            notices.add(reassembler.counts().misplacedBytes()
                    + " bytes are left out: they fit nowhere in their stream; its notes say where they came");
        }
        if (reassembler.counts().streams() == 0 || !reassembler.candidates().isEmpty()) {
            notices.add(whatIsOnPorts(reassembler.candidates()));
        }
    }

    private void addOverlooked(PacketCounts packets) {
        for (Object2LongMap.Entry<String> unread : packets.unread().object2LongEntrySet()) {
            notices.add("not looked into: " + packets(unread.getLongValue()) + " of " + unread.getKey());
        }
        if (packets.cutHeaders() > 0) {
            notices.add("not looked into: " + packets(packets.cutHeaders())
                    + " that were cut inside their headers (snap length); capture whole packets");
        }
        if (packets.incompleteDatagrams() > 0) {
            notices.add(packets.incompleteDatagrams() + " fragmented datagrams are not whole in the capture");
        }
    }

    private static String packets(long count) {
        return count == 1 ? "1 packet" : count + " packets";
    }

    private String whatIsOnPorts(List<PortCandidate> candidates) {
        StreamCounts streams = reassembler.counts();
        String port = "port " + options.serverPort();
        String found = "what is on " + port + " does not look like PCFS SATA";
        if (streams.streams() == 0) {
            found = "nothing is on " + port;
        } else if (streams.toHostBytes() + streams.toConsoleBytes() == 0) {
            found = "no data is on " + port;
        }
        if (candidates.isEmpty()) {
            return found + ", and no other port looks like PCFS SATA";
        }
        String likely = candidates.stream()
                .map(candidate -> candidate.port() + " (" + candidate.segments() + " packets)")
                .collect(Collectors.joining(", "));
        int first = candidates.get(0).port();
        return found
                + (candidates.size() == 1
                        ? "; port " + first + " looks like PCFS SATA ("
                                + candidates.get(0).segments() + " packets): use --port " + first
                        : "; these ports look like PCFS SATA: " + likely);
    }

    private final class Intake implements PacketConsumer {
        @Override
        public void packet(Slab slab, int offset, int capturedBytes, long wireBytes, int linkType, long timeNanos) {
            dissector.packet(slab, offset, capturedBytes, wireBytes, linkType, timeNanos);
            if (!remarks.isEmpty()) {
                tellOfTheTap(timeNanos);
            }
        }

        @Override
        public void commented(String comment, long timeNanos) {
            remarks.add(comment, timeNanos);
        }

        @Override
        public int extentBytes(byte[] bytes, int offset, int end, int linkType) {
            return dissector.extentBytes(bytes, offset, end, linkType);
        }

        @Override
        public void damaged(String what) {
            damages++;
            if (damages <= DAMAGES_SHOWN) {
                notices.add(what);
                listener.damaged(what);
            }
        }

        @Override
        public void batchEnded() {
            reassembler.timePassed();
            sink.batchEnded(reassembler.nowNanos());
        }
    }
}
