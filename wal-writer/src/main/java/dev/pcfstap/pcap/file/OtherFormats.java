package dev.pcfstap.pcap.file;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats that are told from their first four bytes, though they are not read. Stateless. */
final class OtherFormats {
    private static final String CONVERT = "; convert it first: editcap -F pcapng FILE NEW";

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0x04224D18, "compressed with LZ4, which is not read; decompress it first: lz4 -d FILE NEW"),
            Map.entry(0x02214C18, "compressed with LZ4, which is not read; decompress it first: lz4 -d FILE NEW"),
            Map.entry(0xFD377A58, "compressed with xz, which is not read; decompress it first: xz -dk FILE"),
            Map.entry(0x425A6839, "compressed with bzip2, which is not read; decompress it first: bzip2 -dk FILE"),
            Map.entry(0x504B0304, "a zip archive, which is not read; unpack it first: unzip FILE"),
            Map.entry(0x736E6F6F, "a snoop file, which is not read" + CONVERT),
            Map.entry(0x62747370, "a btsnoop file (Bluetooth), which is not read"),
            Map.entry(0x6274736E, "a btsnoop file (Bluetooth), which is not read"),
            Map.entry(0x474D4255, "a Network Monitor file, which is not read" + CONVERT),
            Map.entry(0x52545353, "a Network Monitor file, which is not read" + CONVERT),
            Map.entry(0x5452534E, "a Sniffer file, which is not read" + CONVERT),
            Map.entry(0x58435000, "a NetXRay file, which is not read" + CONVERT),
            Map.entry(0x69707472, "an iptrace file, which is not read" + CONVERT));

    private OtherFormats() {}

    /** What a file is that begins with these four bytes, read big-endian, and what to do with it; null when it is not known. */
    static @Nullable String of(int magic) {
        return NAMES.get(magic);
    }
}
