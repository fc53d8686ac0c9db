package dev.pcfstap.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pcfstap.pcfs.DecoderLimits;
import dev.pcfstap.pcfs.PcfsDecoder;
import dev.pcfstap.pcfs.SnapshotException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** The journal's reader in every mode, and what is said to a mirror: any bytes give records and named damage. */
class JournalFuzzTest {
    private static final Path FILE = Path.of("00000000000000000000.pcj");
    private static final int HEADER_BYTES = 48;
    private static final int COMMIT_OVERHEAD_BYTES = 24;

    /** A segment, played into a decoder. */
    @FuzzTest(maxDuration = "1m")
    void segment(byte[] data) throws IOException {
        readInEveryMode(data);
    }

    /** A segment whose checksums are made right first, so that what lies behind them is reached. */
    @FuzzTest(maxDuration = "1m")
    void segmentWithRightChecksums(byte[] data) throws IOException {
        readInEveryMode(mended(data));
    }

    /** What a mirror and a server read from each other. */
    @FuzzTest(maxDuration = "1m")
    void mirror(byte[] data) {
        try {
            MirrorProtocol.readHello(input(data));
            MirrorProtocol.readPlace(input(data));
        } catch (IOException refused) {
            // the connection ends with a reason
        }
        try {
            MirrorProtocol.readAnswer(input(data));
        } catch (IOException refused) {
            // the connection ends with a reason
        }
    }

    private static DataInputStream input(byte[] data) {
        return new DataInputStream(new ByteArrayInputStream(data));
    }

    private static void readInEveryMode(byte[] data) throws IOException {
        MemoryFiles disk = new MemoryFiles();
        disk.put(FILE, data);
        long tail = played(disk, ReadOptions.TAIL, data.length);
        long salvaged = played(disk, ReadOptions.SALVAGE, data.length);
        if (salvaged < tail) {
            throw new AssertionError("salvage found " + salvaged + " records, tail " + tail);
        }
        try {
            long strict = played(disk, ReadOptions.STRICT, data.length);
            if (strict != tail) {
                throw new AssertionError("strict found " + strict + " records, tail " + tail);
            }
        } catch (JournalDamagedException refused) {
            requireLine(refused.damage());
        }
    }

    private static long played(MemoryFiles disk, ReadOptions options, long lengthBytes) throws IOException {
        PcfsDecoder decoder = new PcfsDecoder(DecoderLimits.DEFAULT, event -> {});
        try (JournalReader reader = JournalReader.open(disk, List.of(FILE), options)) {
            JournalSource source = new JournalSource(reader, decoder, (bytes, offset, length, timeNanos, base) -> {
                try {
                    return decoder.restore(Arrays.copyOfRange(bytes, offset, offset + length), timeNanos, base);
                } catch (SnapshotException unusable) {
                    return new long[0];
                }
            });
            source.play();
            reader.damage().forEach(damage -> requireLine(damage));
            if (source.records() > lengthBytes) {
                throw new AssertionError(source.records() + " records in " + lengthBytes + " bytes");
            }
            return source.records();
        } finally {
            decoder.stopped(0);
        }
    }

    private static void requireLine(Damage damage) {
        String line = damage.line();
        if (line.indexOf('\n') >= 0 || !line.contains(FILE.toString()) || line.contains("Exception")) {
            throw new AssertionError("not a line for people: " + line);
        }
    }

    /** Puts right checksums where a header and commits of plausible lengths lie. */
    private static byte[] mended(byte[] data) {
        if (data.length < HEADER_BYTES) {
            return data;
        }
        byte[] bytes = data.clone();
        ByteBuffer file = ByteBuffer.wrap(bytes);
        file.putLong(0, 0x8950434A0D0A1A0AL);
        file.putInt(HEADER_BYTES - 4, crc(bytes, 0, HEADER_BYTES - 4));
        int at = HEADER_BYTES;
        while (at + COMMIT_OVERHEAD_BYTES <= bytes.length) {
            file.putInt(at, 0x50434A43);
            long length = file.getInt(at + 4) & 0xFFFF_FFFFL;
            if (length > bytes.length - at - COMMIT_OVERHEAD_BYTES) {
                break;
            }
            int end = at + COMMIT_OVERHEAD_BYTES - 4 + (int) length;
            file.putInt(end, crc(bytes, at, end - at));
            at = end + 4;
        }
        return bytes;
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
