package dev.pcfstap.compact;

import dev.pcfstap.fixtures.packet.ReadResponses;
import dev.pcfstap.fixtures.packet.Requests;
import dev.pcfstap.fixtures.packet.Responses;
import dev.pcfstap.fixtures.tape.Tape;
import dev.pcfstap.fixtures.tape.TapeRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes up conversations that read and write, more often than not so that the length of a read is in doubt, and the same
 * data again and again. The same seed gives the same tape.
 */
final class ReadTapes {
    private static final int[] FIRST_READ_BYTES = {16, 64, 300, 512, 1000, 4096};
    private static final int[] CHUNK_BYTES = {20, 37, 60, 150, 300, 700, 2000, 1 << 16};
    private static final byte[] FILE = new byte[6000];

    static {
        new Random(77).nextBytes(FILE);
        Arrays.fill(FILE, 900, 1200, (byte) 0xCD);
        Arrays.fill(FILE, 2000, 2400, (byte) 0);
    }

    private final Random random;
    private final Requests console = Requests.standard();
    private final Responses host = Responses.standard();

    private ReadTapes(Random random) {
        this.random = random;
    }

    static Tape generate(long seed) {
        Random random = new Random(seed);
        ReadTapes tapes = new ReadTapes(random);
        List<ArrayDeque<TapeRecord>> streams = new ArrayList<>();
        for (int stream = 1, count = 1 + random.nextInt(4); stream <= count; stream++) {
            streams.add(new ArrayDeque<>(tapes.stream(stream)));
        }
        List<TapeRecord> woven = new ArrayList<>();
        while (!streams.isEmpty()) {
            ArrayDeque<TapeRecord> next = streams.get(random.nextInt(streams.size()));
            woven.add(next.remove());
            streams.removeIf(ArrayDeque::isEmpty);
        }
        return new Tape(random.nextInt(4) == 0 ? woven.subList(0, 1 + random.nextInt(woven.size())) : woven);
    }

    private List<TapeRecord> stream(long stream) {
        List<TapeRecord> records = new ArrayList<>();
        int firstRead = FIRST_READ_BYTES[random.nextInt(FIRST_READ_BYTES.length)];
        boolean ffio = random.nextInt(5) > 0;
        int outstanding = random.nextBoolean() ? 1 : 1 + random.nextInt(4);
        records.add(TapeRecord.opened(stream));
        say(records, stream, true, console.ping(firstRead, 8192));
        say(records, stream, false, host.pong(0, ffio ? Responses.PONG_FFIO_AND_CSR : Responses.PONG_CSR));
        say(records, stream, true, console.openFile("/data.bin", "r+b"));
        say(records, stream, false, host.fd(0, 3));
        ArrayDeque<byte[]> waiting = new ArrayDeque<>();
        for (int i = 3 + random.nextInt(25); i > 0; i--) {
            ask(records, stream, firstRead, ffio, waiting);
            while (waiting.size() >= outstanding) {
                say(records, stream, false, waiting.remove());
            }
        }
        while (!waiting.isEmpty()) {
            byte[] answer = waiting.remove();
            say(records, stream, false, random.nextInt(8) == 0 ? Arrays.copyOf(answer, answer.length / 2) : answer);
        }
        records.add(TapeRecord.closed(stream));
        return records;
    }

    private void ask(List<TapeRecord> records, long stream, int firstRead, boolean ffio, ArrayDeque<byte[]> waiting) {
        switch (random.nextInt(8)) {
            case 0 -> {
                byte[] data = data(random.nextInt(1500));
                say(records, stream, true, console.writeFile(3, data));
                waiting.add(random.nextInt(4) == 0 ? host.rc(0xFFF0FFE0) : host.written(data.length));
            }
            case 1 -> {
                say(records, stream, true, console.statFile(3));
                waiting.add(host.failed(0xFFF0FFE9));
            }
            default -> {
                int asked = near(firstRead);
                say(records, stream, true, console.readFile(1, asked, 3));
                waiting.add(ffio ? read(asked, firstRead) : host.packet(data(asked)));
            }
        }
    }

    /** Often just around the first read size, where lengths are in doubt. */
    private int near(int firstRead) {
        return random.nextInt(3) == 0 ? firstRead + random.nextInt(80) - 15 : 1 + random.nextInt(3000);
    }

    private byte[] read(int asked, int firstRead) {
        int most = Math.min(asked, firstRead);
        return switch (random.nextInt(8)) {
            case 0 -> ReadResponses.error(0xFFF0FFE9);
            case 1 -> ReadResponses.normal(5000, data(asked), asked, firstRead);
            case 2 -> ReadResponses.other(Arrays.copyOf(ReadResponses.prefix(false, 0), 32), 5000, data(most), 0);
            case 3 -> ReadResponses.other(data(32), random.nextInt(4000), data(random.nextBoolean() ? asked : most), 0);
            case 4 -> ReadResponses.normal(100, data(Math.min(asked, 100)), asked, firstRead);
            case 5 -> ReadResponses.grown(data(asked), asked, firstRead);
            default -> ReadResponses.normal(5000, data(random.nextInt(asked + 1)), asked, firstRead);
        };
    }

    /** Bytes of one file, mostly from its beginning. */
    private byte[] data(int length) {
        int from = random.nextInt(3) > 0 ? 0 : random.nextInt(FILE.length - 3200);
        return Arrays.copyOfRange(FILE, from, from + Math.min(length, 3200));
    }

    private void say(List<TapeRecord> records, long stream, boolean toHost, byte[] packet) {
        int longest = CHUNK_BYTES[random.nextInt(CHUNK_BYTES.length)];
        for (int at = 0; at < packet.length; ) {
            int end = Math.min(packet.length, at + 1 + random.nextInt(longest));
            byte[] chunk = Arrays.copyOfRange(packet, at, end);
            records.add(toHost ? TapeRecord.toHost(stream, chunk) : TapeRecord.toConsole(stream, chunk));
            at = end;
        }
    }
}
